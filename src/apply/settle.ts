import { setTimeout as pause } from "node:timers/promises";
import { type ConnectionLost, ServerError } from "../database/answers.ts";
import { releaseLease } from "../database/lease.ts";
import { type Database, openDatabase } from "../database/server.ts";
import type { Session } from "../database/session.ts";
import { statement } from "../database/statement.ts";
import { DatabaseError, type MigraphError, OutcomeUnknownError } from "../errors.ts";
import type { Listener } from "../events.ts";
import type { Progress } from "./failure.ts";
import { recordFailure } from "./history.ts";
import type { Run } from "./recorder.ts";
import type { PlannedStep } from "./step.ts";

/** How long a lost server is waited for, unless the settings have less patience. */
const PATIENCE = 10_000;

export interface LostSteps {
  readonly run: Run;
  /** Steps that had been answered before. */
  readonly done: readonly PlannedStep[];
  /** Steps that were under way, the first of them `failed`. */
  readonly sent: readonly PlannedStep[];
  readonly failed: PlannedStep;
  readonly error: ConnectionLost;
  /** The number of the failed step's transaction, if it was heard of. */
  readonly xid: string | undefined;
  readonly singleTransaction: boolean;
  readonly progress: (kept: readonly PlannedStep[]) => Progress;
  readonly emit: Listener;
}

/**
 * The connection was lost while steps were under way: what became of them, as the error to be thrown. Those that had been
 * answered are looked for too: a server that crashed may have lost the last of them with what they did, since only the
 * last COMMIT of a window waits for the disk.
 */
export async function settleLostSteps(lost: Database, about: LostSteps): Promise<MigraphError> {
  const { run, done, sent, failed, error, singleTransaction, progress, emit } = about;
  const steps = [...done, ...sent];
  // With several under way the number is that of one of them, and what counts is that all are over.
  const xid = sent.length === 1 || singleTransaction ? about.xid : undefined;
  let kept: readonly PlannedStep[] = [];
  const completed = await completedBy(lost, run, xid, async (database, found) => {
    kept = steps.filter(({ revision, direction }) => found.has(`${direction} ${revision.id}`));
    const next = steps[kept.length];
    if (next !== undefined) await recordFailure(database, run, next, { cause: error, told: error }, emit);
  });
  const current = completed === undefined ? failed : (steps[kept.length] ?? steps.at(-1) ?? failed);
  const { revision, direction, script } = current;
  return lostError(
    error,
    `${revision.id} (${direction})`,
    completed === undefined ? undefined : kept.length === steps.length,
    { revision: revision.id, direction, file: script.path, ...progress(completed === undefined ? done : kept) },
  );
}

export function lostError(
  error: ConnectionLost,
  what: string,
  committed: boolean | undefined,
  data: Readonly<Record<string, unknown>>,
): MigraphError {
  const reason = error.farewell?.["message"];
  const how = `the connection was lost during ${what}${reason === undefined ? "" : ` (${reason})`}`;
  if (committed === undefined) {
    return new OutcomeUnknownError(`${how}, and the server does not say how it ended`, {
      hint: "when the server is back, `migraph status` tells: what was done and its record are one transaction",
      data: { ...error.data, ...data },
      cause: error,
    });
  }
  const outcome = committed ? "it had been committed: nothing is half done" : "nothing of it was kept";
  return new DatabaseError("connection_lost", `${how}; ${outcome}`, {
    hint: "run the same command again to go on",
    data: { ...error.data, ...data, committed },
    cause: error,
  });
}

/** `kind revision` of all that a run has completed. */
export type Completed = ReadonlySet<string>;

/**
 * COMMIT was sent, or may have been, and no answer came. A new session asks: once what was under way is over the ledger
 * tells, since each event is completed in its transaction. Undefined when no answer could be had. `then` has the new
 * session. `xid`: the number of the only transaction that was under way, if it was heard of.
 */
export async function completedBy(
  lost: Database,
  run: Run,
  xid: string | undefined,
  then: (database: Database, completed: Completed) => Promise<void> = async () => undefined,
): Promise<Completed | undefined> {
  const giveUp = performance.now() + Math.min(PATIENCE, lost.settings.connectTimeout);
  for (;;) {
    const answer = await askOnce(lost, run, xid, then).catch((error: unknown) => {
      // Not there yet, or gone again.
      if (error instanceof DatabaseError) return undefined;
      throw error;
    });
    if (answer !== undefined || performance.now() > giveUp) return answer;
    await pause(200);
  }
}

async function askOnce(
  lost: Database,
  run: Run,
  xid: string | undefined,
  then: (database: Database, completed: Completed) => Promise<void>,
): Promise<Completed | undefined> {
  const database = await openDatabase(lost.settings, lost.schema);
  const { session, server } = database;
  try {
    // A standby may not have heard of it yet.
    if (server.inRecovery || !(await hasEnded(session, lost, xid))) return undefined;
    const rows = await session.send(statement("catalogue/completed.sql", { schema: run.schema, run: run.id }));
    const completed = new Set(rows.map((row) => `${row["kind"]} ${row["revision"]}`));
    await then(database, completed);
    return completed;
  } finally {
    await session.close();
  }
}

async function hasEnded(session: Session, lost: Database, xid: string | undefined): Promise<boolean> {
  const { lock, schema, server } = lost;
  // Without our lease nothing begins to write any more; while a transaction holds on to the lease it is under way.
  if (xid === undefined && lock?.kind === "lease") return releaseLease(session, schema, lock.holder);
  const outcome = await session.attempt(statement("catalogue/ended.sql", { pid: server.pid, xid }));
  if (outcome.ok) return outcome.rows[0]?.["ended"] === true;
  // A server that crashed may never have written down that it gave this number away.
  if (outcome.error instanceof ServerError && xid !== undefined) return hasEnded(session, lost, undefined);
  throw outcome.error;
}
