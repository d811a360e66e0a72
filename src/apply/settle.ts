import { setTimeout as pause } from "node:timers/promises";
import { type ConnectionLost, ServerError } from "../database/answers.ts";
import { type Database, openDatabase } from "../database/server.ts";
import { statement } from "../database/statement.ts";
import { DatabaseError, type MigraphError, OutcomeUnknownError } from "../errors.ts";
import type { Listener } from "../events.ts";
import type { Progress } from "./failure.ts";
import { recordFailure } from "./history.ts";
import type { Run } from "./recorder.ts";
import type { PlannedStep } from "./step.ts";

/** How long a lost server is waited for, unless the settings have less patience. */
const PATIENCE = 10_000;

export interface LostStep {
  readonly run: Run;
  readonly step: PlannedStep;
  readonly error: ConnectionLost;
  /** The transaction's number, if it was heard of. */
  readonly xid: string | undefined;
  /** What was done before. */
  readonly progress: Progress;
  /** The same if the step was committed. */
  readonly whenCommitted: Progress;
  readonly emit: Listener;
}

/**
 * The connection was lost while a step was under way, and its COMMIT may have been carried out. A new session asks: once
 * the transaction is over the ledger tells, since the event is written in it.
 */
export async function settleLostStep(lost: Database, about: LostStep): Promise<MigraphError> {
  const { step, error } = about;
  const committed = await askAgain(lost, about);
  const what = `${step.revision.id} (${step.direction})`;
  const data = { revision: step.revision.id, direction: step.direction, file: step.script.path, ...error.data };
  const reason = error.farewell?.["message"];
  const how = `the connection was lost during ${what}${reason === undefined ? "" : ` (${reason})`}`;
  if (committed === undefined) {
    return new OutcomeUnknownError(`${how}, and the server does not say how it ended`, {
      hint: "when the server is back, `migraph status` tells: revision and record are one transaction",
      data: { ...data, ...about.progress },
      cause: error,
    });
  }
  const progress = committed ? about.whenCommitted : about.progress;
  const outcome = committed ? "it had been committed: nothing is half done" : "nothing of it was kept";
  return new DatabaseError("connection_lost", `${how}; ${outcome}`, {
    hint: "run the same command again to go on",
    data: { ...data, committed, ...progress },
    cause: error,
  });
}

/** Undefined when no answer could be had. */
async function askAgain(lost: Database, about: LostStep): Promise<boolean | undefined> {
  const giveUp = performance.now() + Math.min(PATIENCE, lost.settings.connectTimeout);
  for (;;) {
    const answer = await askOnce(lost, about).catch((error: unknown) => {
      // Not there yet, or gone again.
      if (error instanceof DatabaseError) return undefined;
      throw error;
    });
    if (answer !== undefined || performance.now() > giveUp) return answer;
    await pause(200);
  }
}

async function askOnce(lost: Database, about: LostStep): Promise<boolean | undefined> {
  const database = await openDatabase(lost.settings, lost.schema);
  const { run, step, error, emit } = about;
  try {
    // A standby may not have heard of it yet.
    if (database.server.inRecovery || !(await hasEnded(database, lost.server.pid, about.xid))) return undefined;
    const { schema, id } = run;
    const values = { schema, run: id, revision: step.revision.id, kind: step.direction };
    const [row] = await database.session.send(statement("catalogue/event.sql", values));
    const committed = row?.["committed"] === true;
    if (!committed) await recordFailure(database, run, step, error, error, emit);
    return committed;
  } finally {
    await database.session.close();
  }
}

async function hasEnded({ session }: Database, pid: number, xid: string | undefined): Promise<boolean> {
  const outcome = await session.attempt(statement("catalogue/ended.sql", { pid, xid }));
  if (outcome.ok) return outcome.rows[0]?.["ended"] === true;
  // A server that crashed may never have written down that it gave this number away.
  if (outcome.error instanceof ServerError && xid !== undefined)
    return hasEnded({ session } as Database, pid, undefined);
  throw outcome.error;
}
