import type { Migrator } from "../migrator.ts";
import type { ProcessOutput } from "./output.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Signal = (typeof SIGNALS)[number];
/** As shells give it: 128 and the signal's number. */
const CODES: Readonly<Record<Signal, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * The first signal lets the running statement be cancelled, so that its revision is rolled back and the command can say
 * where things stand; the second ends the process at once. Before a database is open the first one does.
 */
export class Interruption {
  /** Undefined while no signal has come. */
  code: number | undefined;
  readonly #controller = new AbortController();
  #output: ProcessOutput | undefined;
  #migrator: Migrator | undefined;
  /** Scripts are running, which takes some time to stop. */
  running = false;
  readonly #handler = (signal: NodeJS.Signals) => this.#handle(signal as Signal);

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#handler);
  }

  /** Aborted with the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  tell(output: ProcessOutput): void {
    this.#output = output;
  }

  watch(migrator: Migrator): Migrator {
    this.#migrator = migrator;
    return migrator;
  }

  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.#handler);
  }

  #handle(signal: Signal): void {
    const again = this.code !== undefined;
    this.code = CODES[signal];
    if (again) {
      this.#output?.complain("ended at once: the server rolls back what was under way");
      process.exit(this.code);
    }
    this.#controller.abort();
    // The question is answered by this, and the command then ends by itself.
    if (this.#output?.asking) return;
    if (!this.#migrator?.interrupt()) process.exit(this.code);
    if (!this.running) return;
    // Takes the place of the ^C that the terminal has put there.
    this.#output?.progress("");
    this.#output?.complain(`${signal}: stopping, and rolling back what is under way; once more ends at once`);
  }
}
