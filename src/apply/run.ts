import { ConnectionLost } from "../database/answers.ts";
import type { Database } from "../database/server.ts";
import type { MigraphError } from "../errors.ts";
import type { Listener, StepReport } from "../events.ts";
import type { Script } from "../revision/folder.ts";
import {
  interruptedBefore,
  interruptedStep,
  lockLost,
  type Progress,
  stepError,
  transactionControl,
} from "./failure.ts";
import { recordFailure } from "./history.ts";
import { ledgerRecorder, newRun, type Recorder, type Run } from "./recorder.ts";
import { settleLostStep } from "./settle.ts";
import { type PlannedStep, reportStep } from "./step.ts";
import {
  runInTransaction,
  runWithinTransaction,
  type ScriptSettings,
  type StepFailure,
  type StepOutcome,
} from "./transaction.ts";
import { BEGIN } from "./write.ts";

export interface RunOptions {
  readonly settings: ScriptSettings;
  /** All steps in one transaction: every one is kept, or none. */
  readonly singleTransaction: boolean;
  /** Scripts that nobody could read. */
  readonly opaque: ReadonlySet<Script>;
  readonly emit: Listener;
  /** Stops the run before the next step. */
  readonly signal: AbortSignal;
  /** The applied heads after these steps are done, for the account of a failure. */
  readonly headsAfter: (done: readonly PlannedStep[]) => readonly string[];
}

/**
 * Carries out a plan, one revision after the other, and stops at the first failure, which it throws when it has been
 * recorded: ScriptError for a script, and what `settleLostStep` finds out when the connection was lost.
 */
export async function runPlan(
  database: Database,
  steps: readonly PlannedStep[],
  options: RunOptions,
): Promise<readonly StepReport[]> {
  const run = newRun(database.schema);
  options.emit({ type: "run-started", steps: steps.map((step) => reportStep(step)) });
  if (!options.singleTransaction || steps.length === 0) return runSteps(database, run, steps, options);
  await database.session.send(BEGIN);
  try {
    const reports = await runSteps(database, run, steps, options);
    await commitAll(database, run, steps, reports, options);
    return reports;
  } catch (error) {
    // Whatever it was, also a listener that threw: no transaction is left open for the next operation to end.
    await database.session.attempt("rollback");
    throw error;
  }
}

async function runSteps(
  database: Database,
  run: Run,
  steps: readonly PlannedStep[],
  options: RunOptions,
): Promise<readonly StepReport[]> {
  const { emit, singleTransaction, signal } = options;
  const recorder = ledgerRecorder(run, options.opaque);
  const done: PlannedStep[] = [];
  const reports: StepReport[] = [];
  const progress = () => progressOf(singleTransaction ? [] : done, options);
  for (const [index, step] of steps.entries()) {
    if (signal.aborted) throw interruptedBefore(step, progress());
    const outcome = await runStep(database, step, recorder, options);
    if (!outcome.ok) throw await fail({ database, run, step, failure: outcome, done, options });
    done.push(step);
    const report = reportStep(step, outcome.duration);
    reports.push(report);
    if (!singleTransaction) emit({ type: "step-finished", step: report, index, total: steps.length });
    const next = steps[index + 1];
    if (!outcome.locked && next !== undefined) throw lockLost(step, next, progress());
  }
  return reports;
}

/** Runs one step with its notices told, in the transaction that is open, or in one of its own. */
export async function runStep(
  { session }: Database,
  step: PlannedStep,
  recorder: Recorder,
  options: Pick<RunOptions, "settings" | "singleTransaction" | "emit">,
): Promise<StepOutcome> {
  const { revision, script } = step;
  const { secret } = revision;
  options.emit({
    type: "step-started",
    step: reportStep(step),
    path: script.path,
    text: secret ? undefined : script.text,
  });
  const thrown: unknown[] = [];
  session.onNotice = (notice) => {
    // What the server has to say may quote the script.
    const told = secret ? { ...notice, message: "(secret: not shown)", detail: undefined, hint: undefined } : notice;
    // In the middle of the driver's reading is no place for a listener to throw.
    try {
      options.emit({ type: "notice", revision: revision.id, notice: told });
    } catch (error) {
      thrown.push(error);
    }
  };
  const run = options.singleTransaction ? runWithinTransaction : runInTransaction;
  const outcome = await run(session, step, recorder, options.settings);
  session.onNotice = undefined;
  if (thrown.length > 0) throw thrown[0];
  return outcome;
}

async function commitAll(
  database: Database,
  run: Run,
  steps: readonly PlannedStep[],
  reports: readonly StepReport[],
  options: RunOptions,
): Promise<void> {
  const last = steps.at(-1);
  if (last === undefined) return;
  const commit = await database.session.attempt("commit");
  if (!commit.ok) {
    const { error } = commit;
    const failure: StepFailure =
      error instanceof ConnectionLost
        ? { ok: false, where: "lost", error, xid: undefined }
        : { ok: false, where: "commit", error, left: false };
    throw await fail({ database, run, step: last, failure, done: steps, options });
  }
  for (const [index, step] of reports.entries()) {
    options.emit({ type: "step-finished", step, index, total: reports.length });
  }
}

interface Failed {
  readonly database: Database;
  readonly run: Run;
  readonly step: PlannedStep;
  readonly failure: StepFailure;
  /** Steps that passed before; in a single transaction they are lost with it. */
  readonly done: readonly PlannedStep[];
  readonly options: RunOptions;
}

async function fail({ database, run, step, failure, done, options }: Failed): Promise<MigraphError> {
  const kept = options.singleTransaction ? [] : done;
  const progress = progressOf(kept, options);
  if (failure.where === "lost") {
    const { error, xid } = failure;
    // In a single transaction all are done when the last one is.
    const whenCommitted = progressOf(options.singleTransaction ? done : [...done, step], options);
    return settleLostStep(database, { run, step, error, xid, progress, whenCommitted, emit: options.emit });
  }
  const error = explain(database, step, failure, progress, options.signal);
  await recordFailure(database, run, step, failure.error, error, options.emit);
  return error;
}

function explain(
  { schema }: Database,
  step: PlannedStep,
  { where, error, left }: StepFailure & { where: "record" | "script" | "finish" | "commit" },
  progress: Progress,
  signal: AbortSignal,
): MigraphError {
  if (error.constraint === `${schema}.event.event_unfinished`) return transactionControl(step, progress, "nothing");
  if (left) return transactionControl(step, progress, "unknown");
  if (where === "finish" && error.sqlState === "22012") return transactionControl(step, progress, "nothing");
  if (signal.aborted && error.sqlState === "57014") return interruptedStep(step, progress);
  return stepError(step, where, error, progress);
}

function progressOf(kept: readonly PlannedStep[], options: RunOptions): Progress {
  const applied = kept.map(({ revision, direction }) => ({ revision: revision.id, direction }));
  return { applied, heads: options.headsAfter(kept) };
}
