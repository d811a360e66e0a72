import { formatDuration } from "../duration.ts";
import type { StepReport } from "../events.ts";
import type { Output } from "./output.ts";
import { stepLine } from "./steps.ts";

/** Milliseconds between two looks at the clock. */
const TICK = 1000;
/** Milliseconds after which it is worth saying how fast a run goes. */
const RATE_FROM = 2000;

/** The line of a terminal that says which step runs, of how many, for how long, and how fast it goes. */
export class Progress {
  readonly #output: Output;
  readonly #now: () => number;
  #total = 0;
  #finished = 0;
  #begun = 0;
  #step: { readonly report: StepReport; readonly since: number } | undefined;
  #note = "";
  #timer: NodeJS.Timeout | undefined;

  /** `now`: a clock in milliseconds. */
  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
  }

  begin(total: number): void {
    this.#total = total;
    this.#finished = 0;
    this.#begun = this.#now();
    clearInterval(this.#timer);
    // A line that does not change looks as if nothing happened.
    this.#timer = setInterval(() => this.#show(), TICK).unref();
  }

  stepBegun(report: StepReport): void {
    this.#step = { report, since: this.#now() };
    this.#note = "";
    this.#show();
  }

  /** What the step is at. */
  stepNoted(note: string): void {
    this.#note = note;
    this.#show();
  }

  stepFinished(): void {
    this.#finished++;
    this.#step = undefined;
  }

  /** Nothing is shown from here on. */
  end(): void {
    clearInterval(this.#timer);
    this.#step = undefined;
    this.#output.progress("");
  }

  #show(): void {
    if (this.#step === undefined) return;
    const { report, since } = this.#step;
    const now = this.#now();
    const parts = [this.#total > 1 ? `${this.#finished + 1} of ${this.#total}` : "running"];
    if (this.#note !== "") parts.push(this.#note);
    if (now - since >= TICK) parts.push(formatDuration(now - since));
    const elapsed = now - this.#begun;
    if (this.#finished > 0 && elapsed >= RATE_FROM) parts.push(`${rate(this.#finished, elapsed)} a second`);
    this.#output.progress(stepLine(report, this.#output, `  (${parts.join(", ")})`));
  }
}

function rate(count: number, milliseconds: number): string {
  const perSecond = (count * 1000) / milliseconds;
  return perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}
