import type { Database } from "../database/server.ts";
import type { Listener, Notice, StepReport } from "../events.ts";
import type { Script } from "../revision/folder.ts";
import type { PreparedScript } from "../script/prepare.ts";
import type { Recorder } from "./recorder.ts";
import { type PlannedStep, reportStep } from "./step.ts";
import {
  runWithData,
  type ScriptSettings,
  type Sending,
  type StepFailure,
  type StepOutcome,
  sendTransaction,
  sendWithinTransaction,
} from "./transaction.ts";

/** So many steps are sent before the first is answered: enough that round trips do not count, few enough to stop soon. */
const MOST_STEPS = 50;
/** In characters of SQL; a step with more goes alone. */
const MOST_TEXT = 1_000_000;

export interface WindowOptions {
  readonly settings: ScriptSettings;
  /** A transaction is open, and stays open. */
  readonly singleTransaction: boolean;
  /** Every script of the plan as it is to be sent. */
  readonly prepared: ReadonlyMap<Script, PreparedScript>;
  /** Steps before and behind which everything must have been answered. */
  readonly alone: (step: PlannedStep) => boolean;
  readonly emit: Listener;
  /** Runs a step whose script is to run outside a transaction; it is alone in its window. */
  readonly outside: (step: PlannedStep) => Promise<StepOutcome>;
}

/** How a window ended: all its steps passed, or the first that did not, with all that were sent. */
export type WindowEnd =
  | { readonly passed: readonly StepReport[]; readonly failed: undefined }
  | {
      readonly passed: readonly StepReport[];
      readonly failed: PlannedStep;
      readonly failure: StepFailure;
      /** From the failed one on: what was under way when it failed. */
      readonly sent: readonly PlannedStep[];
    };

/** The steps from an index on that are sent together: at least one. */
export function nextWindow(
  steps: readonly PlannedStep[],
  from: number,
  alone: WindowOptions["alone"],
): readonly PlannedStep[] {
  const window: PlannedStep[] = [];
  let text = 0;
  for (const step of steps.slice(from, from + MOST_STEPS)) {
    const { up, down } = step.revision;
    // The record of a step up holds the other script too.
    text += up.text.length * (step.direction === "up" ? 2 : 1) + (down?.text.length ?? 0);
    if (window.length > 0 && (text > MOST_TEXT || alone(step))) break;
    window.push(step);
    if (alone(step)) break;
  }
  return window;
}

/**
 * Sends all steps of a window, then takes their answers in order. A step whose predecessor has failed is refused by the
 * guard in its record, so the first failure is the only one that counts. `onPassed` hears of each step that passed.
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
  const { emit, settings, prepared } = options;
  const notices = new Notices(emit, steps[0]);
  session.onNotice = (notice) => notices.hear(notice);
  const outcomes = steps.map((step, index) =>
    send(database, step, options, {
      prepared: preparedOf(step, prepared),
      recorder,
      settings,
      previous: steps[index - 1] ?? before,
      lazyCommit: index < steps.length - 1,
      onStart: () => notices.startOf(step),
    }),
  );
  const passed: StepReport[] = [];
  try {
    for (const [index, step] of steps.entries()) {
      announce(step, emit);
      notices.tellOf(step);
      const outcome = await (outcomes[index] as Promise<StepOutcome>);
      notices.assertTold();
      if (!outcome.ok) return { passed, failed: step, failure: outcome, sent: steps.slice(index) };
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
  { singleTransaction: within, outside }: WindowOptions,
  sending: Sending,
): Promise<StepOutcome> {
  if (!step.script.settings.transaction) return outside(step);
  if (sending.prepared.copies.length > 0) return runWithData(database, step, sending, within);
  return within ? sendWithinTransaction(database, step, sending) : sendTransaction(database, step, sending);
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
