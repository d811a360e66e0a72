import type { Database } from "../database/server.ts";
import type { Listener, Notice, StepReport } from "../events.ts";
import type { Script } from "../revision/folder.ts";
import type { PreparedScript } from "../script/prepare.ts";
import type { Recorder } from "./recorder.ts";
import { type PlannedStep, reportStep } from "./step.ts";
import {
  runByParts,
  type ScriptSettings,
  type Sending,
  type StepFailure,
  type StepOutcome,
  type StepVerification,
  sendTogether,
  sendTransaction,
  sendWithinTransaction,
} from "./transaction.ts";

/**
 * So many steps are sent together, and the next as many when these are all that is left to be answered: the server always
 * has work, and round trips do not count; yet a run that is to be stopped stops soon.
 */
const BATCH = 40;
/** In characters of SQL; a step with more goes by itself. */
const MOST_TEXT = 500_000;

export interface WindowOptions {
  readonly settings: ScriptSettings;
  /** A transaction is open, and stays open. */
  readonly singleTransaction: boolean;
  /** Every script of the plan as it is to be sent. */
  readonly prepared: ReadonlyMap<Script, PreparedScript>;
  /** Steps before and behind which everything must have been answered. */
  readonly alone: (step: PlannedStep) => boolean;
  readonly emit: Listener;
  /** When it is aborted no more steps are sent. */
  readonly signal: AbortSignal;
  /** Runs a step whose script is to run outside a transaction; it is alone in its window. */
  readonly outside: (step: PlannedStep) => Promise<StepOutcome>;
  /** How a step is verified before it is committed; it is alone in its window then. Undefined where it is not. */
  readonly verification: (step: PlannedStep) => StepVerification | undefined;
}

/** How it ended: all that were sent passed, or the first that did not, with all that were under way. */
export type WindowEnd =
  | { readonly passed: readonly StepReport[]; readonly failed: undefined }
  | {
      readonly passed: readonly StepReport[];
      readonly failed: PlannedStep;
      readonly failure: StepFailure;
      /** From the failed one on: what was under way when it failed. */
      readonly sent: readonly PlannedStep[];
    };

/** The steps from an index on that may be under way together: at least one. */
export function nextWindow(
  steps: readonly PlannedStep[],
  from: number,
  alone: WindowOptions["alone"],
): readonly PlannedStep[] {
  const end = steps.findIndex((step, index) => index > from && alone(step));
  const first = steps[from];
  return steps.slice(from, first !== undefined && alone(first) ? from + 1 : end === -1 ? undefined : end);
}

/** Characters that are sent for a step: the record of a step up holds the other script too. */
function textOf({ revision: { up, down }, direction }: PlannedStep): number {
  return up.text.length * (direction === "up" ? 2 : 1) + (down?.text.length ?? 0);
}

/** The next steps that are sent together, behind those that are not answered yet. */
function nextBatch(steps: readonly PlannedStep[], answered: number, sent: number): readonly PlannedStep[] {
  if (sent - answered > BATCH) return [];
  let text = steps.slice(answered, sent).reduce((sum, step) => sum + textOf(step), 0);
  const batch: PlannedStep[] = [];
  for (const step of steps.slice(sent, sent + BATCH)) {
    text += textOf(step);
    if (text > MOST_TEXT && sent + batch.length > answered) break;
    batch.push(step);
  }
  return batch;
}

/**
 * Sends steps without waiting in between, and takes their answers in order. A step whose predecessor has failed is refused
 * by the guard in its record, so the first failure is the only one that counts. `onPassed` hears of each step that passed.
 */
export async function runWindow(
  database: Database,
  steps: readonly PlannedStep[],
  before: PlannedStep | undefined,
  recorder: Recorder,
  options: WindowOptions,
  onPassed: (report: StepReport, step: PlannedStep) => void,
): Promise<WindowEnd> {
  const { session } = database;
  const { emit, settings, prepared, signal } = options;
  const notices = new Notices(emit, steps[0]);
  session.onNotice = (notice) => notices.hear(notice);
  const outcomes: Promise<StepOutcome>[] = [];
  const sendMore = (answered: number) => {
    const from = outcomes.length;
    const batch = signal.aborted ? [] : nextBatch(steps, answered, from);
    for (const [index, step] of batch.entries()) {
      const sending = {
        prepared: preparedOf(step, prepared),
        recorder,
        settings,
        previous: steps[from + index - 1] ?? before,
        // The last one waits for the disk, and those before it are then there too.
        lazyCommit: index < batch.length - 1,
        verify: options.verification(step),
        onStart: () => notices.startOf(step),
      };
      outcomes.push(send(database, step, options, sending));
    }
  };
  sendMore(0);
  const passed: StepReport[] = [];
  try {
    for (const [index, step] of steps.entries()) {
      sendMore(index);
      const answer = outcomes[index];
      if (answer === undefined) break;
      announce(step, emit);
      notices.tellOf(step);
      const outcome = await answer;
      notices.assertTold();
      if (!outcome.ok) {
        await Promise.all(outcomes);
        // What the server says to our COMMIT is no word of the script's.
        session.onNotice = undefined;
        const isOver = options.singleTransaction || options.alone(step);
        const failure = isOver ? outcome : await ended(database, outcome);
        return { passed, failed: step, failure, sent: steps.slice(index, outcomes.length) };
      }
      const report = reportStep(step, outcome.duration);
      passed.push(report);
      onPassed(report, step);
    }
    return { passed, failed: undefined };
  } finally {
    // Whatever happened, also a listener that threw: nothing is under way when this returns.
    await Promise.all(outcomes);
    session.onNotice = undefined;
  }
}

function send(
  database: Database,
  step: PlannedStep,
  { singleTransaction: within, alone, outside }: WindowOptions,
  sending: Sending,
): Promise<StepOutcome> {
  if (!step.script.settings.transaction) return outside(step);
  if (sending.verify !== undefined || sending.prepared.copies.length > 0) {
    return runByParts(database, step, sending, within);
  }
  if (within) return sendWithinTransaction(database, step, sending);
  return alone(step) ? sendTransaction(database, step, sending) : sendTogether(database, step, sending);
}

/** Ends the transaction that a step has failed in, if it is still open. COMMIT says so when there is none. */
export async function ended({ session }: Database, failure: StepFailure): Promise<StepFailure> {
  if (failure.where === "verify") {
    // Nothing has failed in it for the server, which would commit it.
    if (!failure.recorded) await session.attempt("rollback");
    return failure;
  }
  if (failure.where === "lost" || failure.where === "outside" || failure.left) return failure;
  const end = await session.attempt("commit");
  const left = failure.where !== "record" && failure.where !== "commit" && end.ok && end.tag === "COMMIT";
  return left ? { ...failure, left } : failure;
}

export function preparedOf({ script }: PlannedStep, all: ReadonlyMap<Script, PreparedScript>): PreparedScript {
  const prepared = all.get(script);
  if (prepared === undefined) throw new TypeError(`${script.path} has not been looked at`);
  return prepared;
}

function announce(step: PlannedStep, emit: Listener): void {
  const { revision, script } = step;
  const text = revision.secret ? undefined : script.text;
  emit({ type: "step-started", step: reportStep(step), path: script.path, text });
}

/** Notices come in the middle of the driver's reading, ahead of the answers: each belongs to the step that was last begun. */
class Notices {
  readonly #emit: Listener;
  /** The step that the server works on. */
  #current: PlannedStep | undefined;
  /** The step that has been announced. */
  #told: PlannedStep | undefined;
  readonly #early: { readonly step: PlannedStep; readonly notice: Notice }[] = [];
  readonly #thrown: unknown[] = [];

  constructor(emit: Listener, first: PlannedStep | undefined) {
    this.#emit = emit;
    this.#current = first;
  }

  startOf(step: PlannedStep): void {
    this.#current = step;
  }

  hear(notice: Notice): void {
    const step = this.#current;
    if (step === undefined) return;
    if (step === this.#told) this.#tell(step, notice);
    else this.#early.push({ step, notice });
  }

  /** The step has been announced: what was heard of it, and what will be, is told. */
  tellOf(step: PlannedStep): void {
    this.#told = step;
    while (this.#early[0]?.step === step) {
      const early = this.#early.shift();
      if (early !== undefined) this.#tell(step, early.notice);
    }
  }

  /** What a listener threw, where it could not be thrown to anybody. */
  assertTold(): void {
    if (this.#thrown.length > 0) throw this.#thrown[0];
  }

  #tell({ revision }: PlannedStep, notice: Notice): void {
    // What the server has to say may quote the script.
    const told = revision.secret
      ? { ...notice, message: "(secret: not shown)", detail: undefined, hint: undefined }
      : notice;
    // In the middle of the driver's reading is no place for a listener to throw.
    try {
      this.#emit({ type: "notice", revision: revision.id, notice: told });
    } catch (error) {
      this.#thrown.push(error);
    }
  }
}
