import { ConnectionLost, ServerError } from "../database/answers.ts";
import { LOCK_LOST } from "../database/lock.ts";
import type { Database } from "../database/server.ts";
import type { MigraphError } from "../errors.ts";
import type { Listener, StepReport } from "../events.ts";
import type { Script } from "../revision/folder.ts";
import type { PreparedScript } from "../script/prepare.ts";
import { explainFailure, interruptedBefore, lockLost, type Progress } from "./failure.ts";
import { recordFailure } from "./history.ts";
import { ledgerRecorder, newRun, type Recorder, type Run } from "./recorder.ts";
import { mayPass, pauseBefore, reasonOf, rest, verifyCause } from "./retry.ts";
import { settleLostSteps } from "./settle.ts";
import { type PlannedStep, reportStep } from "./step.ts";
import type { ScriptSettings, StepFailure } from "./transaction.ts";
import { verificationOf, verifyFailed, verifyOutside } from "./verify/step.ts";
import { Watch } from "./watch.ts";
import { ended, nextWindow, preparedOf, runWindow, type WindowEnd } from "./window.ts";
import { BEGIN } from "./write.ts";

export interface RunOptions {
  readonly settings: ScriptSettings;
  /** All steps in one transaction: every one is kept, or none. */
  readonly singleTransaction: boolean;
  /** How often a transaction is tried again that failed for a lock or a deadlock. */
  readonly retries: number;
  /** Every script of the plan as it is to be sent. */
  readonly prepared: ReadonlyMap<Script, PreparedScript>;
  /** Scripts that nobody could read. */
  readonly opaque: ReadonlySet<Script>;
  /** Runs verify.sql behind up.sql, and keeps no revision that does not pass. */
  readonly verify?: boolean;
  readonly emit: Listener;
  /** Stops the run before the next step. */
  readonly signal: AbortSignal;
  /** The applied heads after these steps are done, for the account of a failure. */
  readonly headsAfter: (done: readonly PlannedStep[]) => readonly string[];
}

/** All that the parts of one run share. */
interface RunContext {
  readonly database: Database;
  readonly run: Run;
  readonly recorder: Recorder;
  readonly steps: readonly PlannedStep[];
  readonly options: RunOptions;
  readonly watch: Watch;
}

type Failed = WindowEnd & { readonly failure: StepFailure };

/**
 * Carries out a plan in its order, and stops at the first failure, which it throws when it has been recorded:
 * ScriptError for a script, and what `settleLostSteps` finds out when the connection was lost.
 */
export async function runPlan(
  database: Database,
  steps: readonly PlannedStep[],
  options: RunOptions,
): Promise<readonly StepReport[]> {
  const run = newRun(database.schema);
  const recorder = ledgerRecorder(run, options.opaque, options.singleTransaction);
  const watch = new Watch(database, options.emit, options.settings.lockTimeout);
  const context = { database, run, recorder, steps, options, watch };
  options.emit({ type: "run-started", steps: steps.map((step) => reportStep(step)) });
  try {
    if (steps.length === 0) return [];
    return await (options.singleTransaction ? runAsOne(context) : runEach(context));
  } finally {
    await watch.close();
    options.emit({ type: "run-ended" });
  }
}

/** Each step in a transaction of its own. */
async function runEach(context: RunContext): Promise<readonly StepReport[]> {
  const { steps, options } = context;
  const reports: StepReport[] = [];
  let retries = 0;
  while (reports.length < steps.length) {
    const end = await runNext(context, reports.length, (report) => {
      retries = 0;
      options.emit({ type: "step-finished", step: report, index: reports.length, total: steps.length });
      reports.push(report);
    });
    if (end === undefined) continue;
    const done = steps.slice(0, reports.length);
    if (!(await retry(context, end, ++retries))) throw await fail(context, end, done);
  }
  return reports;
}

/** All steps in one transaction, which is tried again as a whole. */
async function runAsOne(context: RunContext): Promise<readonly StepReport[]> {
  const { database, steps, options } = context;
  for (let retries = 1; ; retries++) {
    await database.session.send(BEGIN);
    const reports: StepReport[] = [];
    let end: Failed | undefined;
    try {
      while (end === undefined && reports.length < steps.length) {
        end = await runNext(context, reports.length, (report) => reports.push(report));
      }
      end = end === undefined ? await commitAll(context) : { ...end, failure: await ended(database, end.failure) };
    } catch (error) {
      // Also for a listener that threw: no transaction is left open for the next operation to end.
      await database.session.attempt("rollback");
      throw error;
    }
    if (end === undefined) {
      for (const [index, step] of reports.entries()) {
        options.emit({ type: "step-finished", step, index, total: reports.length });
      }
      return reports;
    }
    if (!(await retry(context, end, retries))) throw await fail(context, end, []);
  }
}

/** Runs the window that begins with a step; undefined when all of it has passed. */
async function runNext(
  { database, run, recorder, steps, options, watch }: RunContext,
  from: number,
  onPassed: (report: StepReport) => void,
): Promise<Failed | undefined> {
  const first = steps[from];
  if (first === undefined) return undefined;
  if (options.signal.aborted) {
    throw interruptedBefore(first, progressOf(options.singleTransaction ? [] : steps.slice(0, from), options));
  }
  // What nobody could read may do anything to the session: its answer is waited for.
  const alone = (step: PlannedStep) =>
    !step.script.settings.transaction ||
    verifies(step) ||
    options.opaque.has(step.script) ||
    preparedOf(step, options.prepared).copies.length > 0;
  const verifies = ({ direction, revision }: PlannedStep) =>
    options.verify === true && direction === "up" && revision.verify !== undefined;
  const verification = (step: PlannedStep) =>
    verifies(step) ? verificationOf(database, step, run, options.settings) : undefined;
  const window = nextWindow(steps, from, alone);
  watch.start(first);
  const outside = async (step: PlannedStep) => {
    const { runOutside } = await import("./outside/run.ts");
    const outcome = await runOutside(database, step, run, { ...options, blockers: () => watch.blockers });
    return outcome.ok && verifies(step) ? verifyOutside(database, step, run, options, outcome) : outcome;
  };
  const sending = { ...options, alone, outside, verification };
  const end = await runWindow(database, window, steps[from - 1], recorder, sending, (report, step) => {
    const next = steps[steps.indexOf(step, from) + 1];
    if (next !== undefined) watch.start(next);
    onPassed(report);
  });
  watch.stop();
  return end.failed === undefined ? undefined : end;
}

/** Commits what all steps did; what is returned if it could not be. */
async function commitAll({ database, steps }: RunContext): Promise<Failed | undefined> {
  const last = steps.at(-1);
  const commit = await database.session.attempt("commit");
  if (commit.ok || last === undefined) return undefined;
  const { error } = commit;
  const failure: StepFailure =
    error instanceof ConnectionLost
      ? { ok: false, where: "lost", error, xid: undefined }
      : { ok: false, where: "commit", error, left: false };
  return { passed: [], failed: last, failure, sent: steps };
}

/** Waits before the n-th retry of what failed for a lock. False when it is not to be tried again. */
async function retry({ options, watch }: RunContext, end: Failed, count: number): Promise<boolean> {
  const { failure, failed } = end;
  if (failed === undefined || failure.where === "lost" || failure.where === "outside") return false;
  if (!mayPass(failure)) return false;
  if (count > options.retries || options.signal.aborted) return false;
  const wait = pauseBefore(count);
  const cause = failure.where === "verify" ? verifyCause(failure) : failure.error;
  options.emit({
    type: "retrying",
    step: reportStep(failed),
    sqlstate: (cause instanceof ServerError ? cause.sqlState : cause?.sqlstate) ?? "",
    message: reasonOf(failed, cause ?? { message: "" }),
    retry: count,
    retries: options.retries,
    wait,
    blockers: watch.blockers,
  });
  await rest(wait, options.signal);
  return true;
}

/** The error to be thrown for a failure, after it has been recorded. `done`: steps that are kept. */
async function fail(context: RunContext, end: Failed, done: readonly PlannedStep[]): Promise<MigraphError> {
  const { database, run, options, watch } = context;
  const { failure, failed } = end;
  if (failed === undefined) throw new TypeError("a window that failed names the step");
  if (failure.where === "outside") {
    return failure.explain(progressOf(failure.recorded ? [...done, failed] : done, options));
  }
  if (failure.where === "verify") {
    const progress = progressOf(failure.recorded ? [...done, failed] : done, options);
    return verifyFailed(database, run, failed, failure, progress, options);
  }
  if (failure.where === "lost") {
    const { error, xid } = failure;
    const { emit, singleTransaction } = options;
    const progress = (kept: readonly PlannedStep[]) => progressOf(kept, options);
    const sent = singleTransaction ? context.steps : end.sent;
    return settleLostSteps(database, { run, done, sent, failed, error, xid, singleTransaction, progress, emit });
  }
  const progress = progressOf(done, options);
  if (failure.where === "record" && failure.error.sqlState === LOCK_LOST) {
    return lockLost(database.lock, context.steps[context.steps.indexOf(failed) - 1], failed, progress);
  }
  const error = explainFailure(database.schema, failed, failure, progress, {
    interrupted: options.signal.aborted,
    blockers: watch.blockers,
  });
  await recordFailure(database, run, failed, { cause: failure.error, told: error }, options.emit);
  return error;
}

function progressOf(kept: readonly PlannedStep[], options: RunOptions): Progress {
  const applied = kept.map(({ revision, direction }) => ({ revision: revision.id, direction }));
  return { applied, heads: options.headsAfter(kept) };
}
