import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import type { Scratch, ScratchDatabase } from "../scratch/index.ts";
import { settings } from "./arrange.ts";
import type { Change, Stage } from "./change.ts";
import type { GeneratedStage } from "./generate.ts";
import type { Terms } from "./solve.ts";
import { workSession } from "./work.ts";

/** What an empty table lets pass, and one with rows may not. */
const LOOKS_AT_ROWS = /\b(?:not null|validate|type|constraint|unique|primary key)\b/i;

/**
 * Tries what leads up in a copy in which each table has a row, as far as one can be made up: NULL wherever it may be. What
 * fails there says so in its comment.
 */
export async function triedWithRows(
  scratch: Scratch,
  database: ScratchDatabase,
  stages: readonly GeneratedStage[],
  terms: Terms,
): Promise<readonly GeneratedStage[]> {
  if (!stages.some(({ up }) => up.changes.some(({ sql }) => LOOKS_AT_ROWS.test(sql)))) return stages;
  const copy = await scratch.create(database);
  await database.reopen();
  const session = await workSession(copy);
  await fill(session, terms);
  const tried: GeneratedStage[] = [];
  for (const { up, down } of stages) {
    tried.push({ up: withWarnings(up, await refusedIn(session, up)), down });
  }
  await copy.drop();
  return tried;
}

/** What comes behind a failure for the same object may fail only for that. */
async function refusedIn(session: Session, { changes, preamble }: Stage): Promise<ReadonlyMap<Change, string>> {
  const refused = new Map<Change, string>();
  const subjects = new Set<string>();
  await session.send(`select 1; ${settings(preamble, false)}`);
  for (const change of changes) {
    const outcome = subjects.has(change.subject) ? undefined : await session.attempt(change.sql);
    if (outcome === undefined || outcome.ok) continue;
    refused.set(change, outcome.error.message);
    subjects.add(change.subject);
  }
  return refused;
}

function withWarnings(stage: Stage, refused: ReadonlyMap<Change, string>): Stage {
  const changes = stage.changes.map((change): Change => {
    const message = refused.get(change);
    return message === undefined ? change : { ...change, fails: message };
  });
  return { ...stage, changes };
}

async function fill(session: Session, { ledger }: Terms): Promise<void> {
  const rows = await session.send(statement("scratch/fillable.sql", { except: [ledger] }));
  // Rows that refer to others need none then; who may not say so has rows where they can be.
  await session.attempt("set session_replication_role to replica");
  for (const { sql } of rows) await session.attempt(String(sql));
  await session.attempt("reset session_replication_role");
}
