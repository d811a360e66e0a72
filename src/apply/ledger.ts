import type { LedgerState } from "../database/ledger.ts";
import { ledgerRevisions } from "../database/ledger.ts";
import type { Database } from "../database/server.ts";
import { ConnectionLost } from "../database/session.ts";
import { identifier } from "../database/statement.ts";
import { DatabaseError } from "../errors.ts";
import type { Listener } from "../events.ts";
import { RevisionGraph } from "../graph/index.ts";
import { ownRecorder } from "./recorder.ts";
import { newRun, runStep } from "./run.ts";
import { NO_EDGES } from "./step.ts";

/** Ids of the ledger's own revisions in this version of migraph. */
export function knownLedgerRevisions(): readonly string[] {
  return ledgerRevisions().map(({ id }) => id);
}

/**
 * Brings the ledger's own schema up to date, by the same code that runs everybody's revisions. The schema itself is made
 * only where there is none: an administrator may have made it, and our role may then not be allowed to make schemas.
 */
export async function upgradeLedger(database: Database, state: LedgerState, emit: Listener): Promise<void> {
  const folders = new Map(ledgerRevisions().map((folder) => [folder.id, folder]));
  const graph = RevisionGraph.from(folders.values());
  const steps = graph.upgrade(state.version, "head");
  if (steps.length === 0) return;
  const { session, schema } = database;
  if (!database.server.schemaExists) {
    const made = await session.attempt(`create schema ${identifier(schema)}`);
    if (!made.ok) throw cannotMake(schema, made.error);
  }
  const recorder = ownRecorder(newRun(schema));
  const searchPath = `${identifier(schema)}, pg_temp`;
  const settings = { lockTimeout: undefined, statementTimeout: undefined, searchPath };
  for (const { revision } of steps) {
    const folder = folders.get(revision);
    if (folder === undefined) throw new TypeError(`the ledger has no revision ${revision}`);
    const step = { revision: folder, direction: "up", script: folder.up, edges: NO_EDGES } as const;
    const outcome = await runStep(database, step, recorder, {
      settings,
      singleTransaction: false,
      emit: () => undefined,
    });
    if (!outcome.ok)
      throw cannotMake(schema, outcome.where === "escaped" ? new Error("it left its transaction") : outcome.error);
  }
  if (!state.exists) emit({ type: "ledger-created", schema });
}

function cannotMake(schema: string, error: Error): Error {
  if (error instanceof ConnectionLost) return error;
  return new DatabaseError("ledger_not_made", `the ledger in schema ${schema} cannot be made: ${error.message}`, {
    hint: "grant CREATE on the database, or have an administrator make the schema and grant CREATE and USAGE on it",
    cause: error,
  });
}
