import { setTimeout as pause } from "node:timers/promises";
import { type ConnectionLost, ServerError } from "../database/answers.ts";
import { type Database, openDatabase } from "../database/server.ts";
import type { Session } from "../database/session.ts";
import { statement } from "../database/statement.ts";
import { DatabaseError, type MigraphError, OutcomeUnknownError } from "../errors.ts";
import type { Listener } from "../events.ts";
import type { Progress } from "./failure.ts";
import { recordFailure } from "./history.ts";
import type { EventRecord, Run } from "./recorder.ts";
import type { PlannedStep } from "./step.ts";

/** How long a lost server is waited for, unless the settings have less patience. */
const PATIENCE = 10_000;

/** An event that is in the ledger if the transaction was committed. */
export interface LostTransaction extends Pick<EventRecord, "kind" | "revision"> {
  readonly run: Run;
  /** The transaction's number, if it was heard of. */
  readonly xid: string | undefined;
}

export interface LostStep {
  readonly run: Run;
  readonly step: PlannedStep;
  readonly error: ConnectionLost;
  readonly xid: string | undefined;
  /** What was done before. */
  readonly progress: Progress;
  /** The same if the step was committed. */
  readonly whenCommitted: Progress;
  readonly emit: Listener;
}

/** The connection was lost while a step was under way: what became of it, as the error to be thrown. */
export async function settleLostStep(lost: Database, about: LostStep): Promise<MigraphError> {
  const { run, step, error, xid, emit } = about;
  const { id } = step.revision;
  const transaction = { run, revision: id, kind: step.direction, xid };
  const committed = await wasCommitted(lost, transaction, (database) =>
    recordFailure(database, run, step, error, error, emit),
  );
  const data = { revision: id, direction: step.direction, file: step.script.path };
  return lostError(error, `${id} (${step.direction})`, committed, {
    ...data,
    ...(committed ? about.whenCommitted : about.progress),
  });
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

/**
 * COMMIT was sent, or may have been, and no answer came. A new session asks: once the transaction is over the ledger
 * tells, since the event is written in it. Undefined when no answer could be had. `whenNot` has the new session.
 */
export async function wasCommitted(
  lost: Database,
  transaction: LostTransaction,
  whenNot: (database: Database) => Promise<void> = async () => undefined,
): Promise<boolean | undefined> {
  const giveUp = performance.now() + Math.min(PATIENCE, lost.settings.connectTimeout);
  for (;;) {
    const answer = await askOnce(lost, transaction, whenNot).catch((error: unknown) => {
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
  { run, revision, kind, xid }: LostTransaction,
  whenNot: (database: Database) => Promise<void>,
): Promise<boolean | undefined> {
  const database = await openDatabase(lost.settings, lost.schema);
  const { session, server } = database;
  try {
    // A standby may not have heard of it yet.
    if (server.inRecovery || !(await hasEnded(session, lost.server.pid, xid))) return undefined;
    const [row] = await session.send(
      statement("catalogue/event.sql", { schema: run.schema, run: run.id, revision, kind }),
    );
    const committed = row?.["committed"] === true;
    if (!committed) await whenNot(database);
    return committed;
  } finally {
    await session.close();
  }
}

async function hasEnded(session: Session, pid: number, xid: string | undefined): Promise<boolean> {
  const outcome = await session.attempt(statement("catalogue/ended.sql", { pid, xid }));
  if (outcome.ok) return outcome.rows[0]?.["ended"] === true;
  // A server that crashed may never have written down that it gave this number away.
  if (outcome.error instanceof ServerError && xid !== undefined) return hasEnded(session, pid, undefined);
  throw outcome.error;
}
