import { setTimeout as pause } from "node:timers/promises";
import { readLedger } from "../database/ledger.ts";
import { type Database, openDatabase } from "../database/server.ts";
import { DatabaseError, MigraphError, OutcomeUnknownError } from "../errors.ts";
import type { Progress } from "./failure.ts";
import type { PlannedStep } from "./step.ts";

/** How long a lost server is waited for. */
const PATIENCE = 10_000;

/**
 * The connection was lost while a step was under way, and its COMMIT may have been carried out. A new session asks: once
 * the old backend is gone the ledger tells, since the record is in the same transaction as the script.
 */
export async function settleLostStep(
  lost: Database,
  step: PlannedStep,
  progress: Progress,
  knownLedger: readonly string[],
): Promise<MigraphError> {
  const committed = await askAgain(lost, step, knownLedger);
  const { id } = step.revision;
  const data = { revision: id, direction: step.direction, ...progress };
  if (committed === undefined) {
    return new OutcomeUnknownError(
      `the connection was lost during ${id} (${step.direction}), and the server cannot be asked how it ended`,
      {
        hint: "when the server is back, `migraph status` tells: revision and record are one transaction",
        data,
      },
    );
  }
  const outcome = committed ? "it had been committed: nothing is half done" : "nothing of it was kept";
  return new DatabaseError("connection_lost", `the connection was lost during ${id} (${step.direction}); ${outcome}`, {
    hint: "run the same command again to go on",
    data: { ...data, committed },
  });
}

/** Undefined when no answer could be had. */
async function askAgain(
  lost: Database,
  step: PlannedStep,
  knownLedger: readonly string[],
): Promise<boolean | undefined> {
  const giveUp = performance.now() + PATIENCE;
  for (;;) {
    const answer = await askOnce(lost, step, knownLedger).catch((error: unknown) => {
      if (error instanceof MigraphError || error instanceof Error) return undefined;
      throw error;
    });
    if (answer !== undefined || performance.now() > giveUp) return answer;
    await pause(200);
  }
}

async function askOnce(
  lost: Database,
  step: PlannedStep,
  knownLedger: readonly string[],
): Promise<boolean | undefined> {
  const database = await openDatabase(lost.session.settings, lost.schema);
  try {
    const pid = lost.server.pid;
    const [row] = await database.session.send(
      `select exists (select from pg_catalog.pg_stat_activity where pid operator(pg_catalog.=) ${pid}) as there`,
    );
    if (row?.["there"] !== false) return undefined;
    const { applied } = await readLedger(database, knownLedger);
    const recorded = applied.some(({ id }) => id === step.revision.id);
    return step.direction === "up" ? recorded : !recorded;
  } finally {
    await database.session.close();
  }
}
