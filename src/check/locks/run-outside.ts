import { timeoutSetting } from "../../apply/local-settings.ts";
import type { Unit } from "../../apply/outside/unit.ts";
import { unitsOf } from "../../apply/outside/units.ts";
import { newRun, recordEvent, recordUp } from "../../apply/recorder.ts";
import { BEGIN, writeLedger } from "../../apply/write.ts";
import { sessionRules } from "../../database/session-rules.ts";
import { statement as sqlOf } from "../../database/statement.ts";
import { ScriptError } from "../../errors.ts";
import { outsideTransaction } from "../../script/outside.ts";
import type { ScriptStatement } from "../../script/statements.ts";
import { knownLocks } from "./bare.ts";
import type { Observation } from "./observer.ts";
import type { Tracing } from "./run.ts";
import type { TracedStatement } from "./traced.ts";

/** A script that runs outside a transaction: each statement is one of its own, but for those that are taken in none. */
export async function traceOutside(tracing: Tracing): Promise<readonly TracedStatement[]> {
  const { database, step, settings, text, observer, assertDone } = tracing;
  const { session, schema } = database;
  const { reset, discard, readWrite } = sessionRules(database);
  const own = step.script.settings;
  const values = {
    lock_timeout: timeoutSetting(own.lockTimeout ?? settings.lockTimeout),
    statement_timeout: timeoutSetting(own.statementTimeout ?? settings.statementTimeout),
    role: settings.role,
  };
  const opening = [reset, discard, readWrite, sqlOf("journal/settings.sql", values)].filter((sql) => sql !== "");
  await assertDone(await session.attempt(opening.join(";\n")));
  await observer.begin();
  const traced: TracedStatement[] = [];
  let transactions = 0;
  const add = (statement: ScriptStatement, transaction: number | undefined, observation: Observation) => {
    const part = text.slice(statement.start, statement.end);
    traced.push({ position: traced.length + 1, statement, text: part, transaction, observation });
  };
  for (const unit of await unitsOf(step.script)) {
    const { work } = unit;
    if (work.kind === "statement") {
      const { transaction, observation } = await traceStatement(tracing, unit, work.statement);
      add(work.statement, transaction ? ++transactions : undefined, observation);
      continue;
    }
    const transaction = ++transactions;
    for (const statement of work.opening) await tracing.send(statement);
    await observer.begin();
    for (const statement of work.body) {
      await tracing.send(statement);
      add(statement, transaction, await observer.look());
    }
    // An AND CHAIN would begin the next one here: that one has an opening of its own.
    if (work.ends === "prepare") await tracing.send(work.end);
    else await assertDone(await session.attempt(work.ends));
  }
  const run = newRun(schema);
  const { revision, direction, edges } = step;
  const { error } = await writeLedger(database, [
    [reset, discard].filter((sql) => sql !== "").join(";\n"),
    recordUp(run, revision, edges, false),
    recordEvent(run, { kind: direction, revision: revision.id, direction }),
  ]);
  if (error !== undefined) throw error;
  await session.attempt(`${reset};\n${readWrite}`);
  return traced;
}

interface Alone {
  /** It ran in one. */
  readonly transaction: boolean;
  readonly observation: Observation;
}

async function traceStatement(tracing: Tracing, { text }: Unit, statement: ScriptStatement): Promise<Alone> {
  const { database, observer, send, assertDone } = tracing;
  const { tree } = statement;
  if (tree !== undefined && outsideTransaction(tree)?.refused === "always") return traceBare(tracing, statement);
  await assertDone(await database.session.attempt(BEGIN));
  await observer.begin();
  try {
    await send(statement);
  } catch (error) {
    // A procedure that ends its own transaction, or what only the server knows to be taken in none.
    const bare = error instanceof ScriptError && REFUSES_TRANSACTION.has(error.failure.sqlstate) && text !== "";
    if (!bare) throw error;
    await database.session.attempt("rollback");
    return traceBare(tracing, statement);
  }
  const observation = await observer.look();
  await assertDone(await database.session.attempt("commit"));
  return { transaction: true, observation };
}

const REFUSES_TRANSACTION: ReadonlySet<string> = new Set(["25001", "2D000"]);

/** What it locks nobody can see afterwards: it is known of the few kinds of statement that there are. */
async function traceBare({ observer, send }: Tracing, statement: ScriptStatement): Promise<Alone> {
  await observer.begin();
  const locks = statement.tree === undefined ? [] : await knownLocks(observer, statement.tree);
  await send(statement);
  const { rewritten } = await observer.lookBehind();
  return { transaction: false, observation: { held: locks, locks, rewritten, scanned: [] } };
}
