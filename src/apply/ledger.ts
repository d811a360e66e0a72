import { ConnectionLost, type ServerError } from "../database/answers.ts";
import type { LedgerState } from "../database/ledger.ts";
import { ledgerRevisions } from "../database/ledger.ts";
import type { Database } from "../database/server.ts";
import { identifier } from "../database/statement.ts";
import { DatabaseError } from "../errors.ts";
import type { Listener } from "../events.ts";
import { RevisionGraph } from "../graph/index.ts";
import { prepareScript } from "../script/prepare.ts";
import { newRun, ownRecorder } from "./recorder.ts";
import { NO_EDGES, type PlannedStep } from "./step.ts";
import { type ScriptSettings, sendTransaction } from "./transaction.ts";

/** Ids of the ledger's own revisions in this version of migraph. */
export function knownLedgerRevisions(): readonly string[] {
  return ledgerRevisions().map(({ id }) => id);
}

/** The steps that a ledger of that version lacks. */
export function ledgerSteps(version: readonly string[]): readonly PlannedStep[] {
  const folders = new Map(ledgerRevisions().map((folder) => [folder.id, folder]));
  return RevisionGraph.from(folders.values())
    .upgrade(version, "head")
    .map(({ revision: id, direction }) => {
      const revision = folders.get(id);
      if (revision === undefined) throw new TypeError(`the ledger has no revision ${id}`);
      return { revision, direction, script: revision.up, edges: NO_EDGES };
    });
}

/** How they are run. */
export function ledgerSettings(schema: string): ScriptSettings {
  return { lockTimeout: undefined, statementTimeout: undefined, searchPath: `${identifier(schema)}, pg_temp` };
}

/**
 * Brings the ledger's own schema up to date, by the same code that runs everybody's revisions. The schema itself is made
 * only where there is none: an administrator may have made it, and our role may then not be allowed to make schemas.
 */
export async function upgradeLedger(database: Database, state: LedgerState, emit: Listener): Promise<void> {
  const steps = ledgerSteps(state.version);
  if (steps.length === 0) return;
  const { schema, server } = database;
  const first = server.schemaExists ? "" : `create schema ${identifier(schema)}`;
  const recorder = ownRecorder(newRun(schema), first);
  const settings = ledgerSettings(schema);
  for (const step of steps) {
    const prepared = await prepareScript(step.script.text, step.script.settings);
    const sending = { prepared, recorder, settings, previous: undefined, lazyCommit: false, onStart: () => undefined };
    const outcome = await sendTransaction(database, step, sending);
    if (!outcome.ok) throw cannotMake(schema, outcome.error);
  }
  if (!state.exists) emit({ type: "ledger-created", schema });
}

function cannotMake(schema: string, error: ServerError | ConnectionLost): Error {
  if (error instanceof ConnectionLost) return error;
  return new DatabaseError("ledger_not_made", `the ledger in schema ${schema} cannot be made: ${error.message}`, {
    hint: "grant CREATE on the database, or have an administrator make the schema and grant CREATE and USAGE on it",
    data: { sqlstate: error.sqlState },
    cause: error,
  });
}
