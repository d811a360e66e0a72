import { randomUUID } from "node:crypto";
import type { Database } from "../database/server.ts";
import { ConnectionLost } from "../database/session.ts";
import { MigraphError } from "../errors.ts";
import type { Listener, StepReport } from "../events.ts";
import { type Progress, stepError } from "./failure.ts";
import { recordFailure } from "./history.ts";
import { ledgerRecorder, type Recorder, type Run } from "./recorder.ts";
import { settleLostStep } from "./settle.ts";
import { type PlannedStep, reportStep } from "./step.ts";
import { runInTransaction, runWithinTransaction, type ScriptSettings, type StepOutcome } from "./transaction.ts";

export interface RunOptions {
  readonly settings: ScriptSettings;
  /** All steps in one transaction: every one is kept, or none. */
  readonly singleTransaction: boolean;
  readonly emit: Listener;
  /** Stops the run before the next step. */
  readonly signal: AbortSignal;
  /** The applied heads after these steps are done, for the account of a failure. */
  readonly headsAfter: (done: readonly PlannedStep[]) => readonly string[];
  /** Ids of the ledger's own revisions that this version knows. */
  readonly knownLedger: readonly string[];
}

export function newRun(schema: string): Run {
  return { id: randomUUID(), schema };
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
  const recorder = ledgerRecorder(run);
  options.emit({ type: "run-started", steps: steps.map((step) => reportStep(step)) });
  const done: PlannedStep[] = [];
  const reports: StepReport[] = [];
  const { session } = database;
  if (options.singleTransaction) await session.send("begin");
  for (const [index, step] of steps.entries()) {
    if (options.signal.aborted) throw interrupted(step, progressOf(options.singleTransaction ? [] : done, options));
    const outcome = await runStep(database, step, recorder, options);
    if (!outcome.ok) {
      const kept = options.singleTransaction ? [] : done;
      throw await fail(database, run, step, outcome, kept, options);
    }
    done.push(step);
    const report = reportStep(step, outcome.duration);
    reports.push(report);
    if (!options.singleTransaction) options.emit({ type: "step-finished", step: report, index, total: steps.length });
  }
  if (options.singleTransaction) await commitAll(database, run, steps, reports, options);
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
  const text = revision.secret ? undefined : script.text;
  options.emit({ type: "step-started", step: reportStep(step), path: script.path, text });
  session.onNotice = (notice) => options.emit({ type: "notice", revision: revision.id, notice });
  const run = options.singleTransaction ? runWithinTransaction : runInTransaction;
  try {
    return await run(session, step, recorder, options.settings);
  } finally {
    session.onNotice = undefined;
  }
}

async function commitAll(
  database: Database,
  run: Run,
  steps: readonly PlannedStep[],
  reports: readonly StepReport[],
  options: RunOptions,
): Promise<void> {
  const last = steps.at(-1);
  const commit = await database.session.attempt("commit");
  if (last === undefined) return;
  if (!commit.ok)
    throw await fail(database, run, last, { ok: false, where: "commit", error: commit.error }, [], options);
  if (commit.tag !== "COMMIT") throw await fail(database, run, last, { ok: false, where: "escaped" }, [], options);
  for (const [index, step] of reports.entries()) {
    options.emit({ type: "step-finished", step, index, total: reports.length });
  }
}

async function fail(
  database: Database,
  run: Run,
  step: PlannedStep,
  outcome: StepOutcome & { ok: false },
  kept: readonly PlannedStep[],
  options: RunOptions,
): Promise<MigraphError> {
  const progress = progressOf(kept, options);
  if (outcome.where === "escaped") {
    await database.session.attempt("rollback");
    return new MigraphError(
      "transaction_left",
      1,
      `${step.revision.id} (${step.direction}) left its transaction: it may be half done`,
      {
        hint: "take transaction control (COMMIT, ROLLBACK …) out of the script, look at what it did, and see `migraph status`",
        data: { revision: step.revision.id, direction: step.direction, file: step.script.path, ...progress },
      },
    );
  }
  if (outcome.error instanceof ConnectionLost) return settleLostStep(database, step, progress, options.knownLedger);
  const error = stepError(step, outcome.where, outcome.error, progress);
  // Where COMMIT was sent it has ended the failed transaction already; a rollback then only draws a warning.
  if (options.singleTransaction && outcome.where !== "commit") await database.session.attempt("rollback");
  await recordFailure(database, run, step, error, options.emit);
  return error;
}

function progressOf(kept: readonly PlannedStep[], options: RunOptions): Progress {
  const applied = kept.map(({ revision, direction }) => ({ revision: revision.id, direction }));
  return { applied, heads: options.headsAfter(kept) };
}

function interrupted(next: PlannedStep, progress: Progress): MigraphError {
  return new MigraphError("interrupted", 1, `stopped before ${next.revision.id} (${next.direction})`, {
    hint: "run the same command again to go on",
    data: { revision: next.revision.id, direction: next.direction, ...progress },
  });
}
