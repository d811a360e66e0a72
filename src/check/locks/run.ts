import { explainFailure } from "../../apply/failure.ts";
import { placedIn } from "../../apply/parts.ts";
import { ledgerRecorder, newRun } from "../../apply/recorder.ts";
import type { PlannedStep } from "../../apply/step.ts";
import { type ScriptSettings, stepMessages } from "../../apply/transaction.ts";
import { BEGIN } from "../../apply/write.ts";
import { type Outcome, ServerError } from "../../database/answers.ts";
import type { Database } from "../../database/server.ts";
import { toldOfScratch } from "../../schema/scratch/failure.ts";
import type { ScratchDatabase } from "../../schema/scratch/index.ts";
import { prepareScript } from "../../script/prepare.ts";
import { type ScriptStatement, splitStatements } from "../../script/statements.ts";
import { Observer } from "./observer.ts";
import { traceOutside } from "./run-outside.ts";
import type { TracedStatement, TracedStep } from "./traced.ts";

/** All that the tracing of one script needs. */
export interface Tracing {
  readonly database: Database;
  readonly step: PlannedStep;
  /** As it is sent. */
  readonly text: string;
  readonly settings: ScriptSettings;
  readonly observer: Observer;
  /** Sends one statement. Throws ScriptError for one that fails. */
  send(statement: ScriptStatement): Promise<void>;
  /** What else fails is told as a failure of the script. */
  assertDone(outcome: Outcome | undefined): Promise<void>;
}

/**
 * Runs the script of a step in a scratch database, statement by statement, and records it there, so that those behind it
 * can be run. Throws ScriptError, and DatabaseError for what the scratch server lacks.
 */
export async function traceStep(target: ScratchDatabase, step: PlannedStep): Promise<TracedStep> {
  const { database, context } = target;
  const { config, server } = context;
  const { lockTimeout, statementTimeout, role } = config;
  const { text } = await prepareScript(step.script.text, step.script.settings);
  const failing = async (error: Error): Promise<unknown> => {
    if (!(error instanceof ServerError)) return error;
    const failure = { ok: false, where: "script", error, left: false } as const;
    const circumstances = { interrupted: context.signal.aborted, blockers: [] };
    const told = explainFailure(database.schema, step, failure, { applied: [], heads: [] }, circumstances);
    return toldOfScratch(told, server, () => step.script);
  };
  const tracing: Tracing = {
    database,
    step,
    text,
    settings: { lockTimeout, statementTimeout, role },
    observer: new Observer(database.session, database.schema),
    send: async (statement) => {
      const error = await failureOf(database, text, statement);
      if (error !== undefined) throw await failing(error);
    },
    assertDone: async (outcome) => {
      if (outcome?.ok === false) throw await failing(outcome.error);
    },
  };
  try {
    const statements = await (step.script.settings.transaction ? traceInside(tracing) : traceOutside(tracing));
    return { step, text, statements };
  } catch (error) {
    await database.session.attempt("rollback");
    throw error;
  }
}

async function failureOf(
  { session }: Database,
  text: string,
  { start, end, data }: ScriptStatement,
): Promise<Error | undefined> {
  const sql = text.slice(start, end);
  const read = data && { text: text.slice(data.start, data.end), start: data.start };
  const [outcome] =
    read === undefined ? await session.pipeline([{ script: sql }]) : [await session.copy(sql, read.text)];
  if (outcome === undefined || outcome.ok) return undefined;
  const { error } = outcome;
  return error instanceof ServerError ? placedIn(text, { text: sql, start, data: read }, error) : error;
}

/** One transaction with its record, as an upgrade has it. */
async function traceInside(tracing: Tracing): Promise<readonly TracedStatement[]> {
  const { database, step, text, settings, observer, send, assertDone } = tracing;
  const recorder = ledgerRecorder(newRun(database.schema), new Set(), false);
  const prepared = { text, copies: [], faults: [], warnings: [], unread: undefined };
  const sending = { prepared, recorder, settings, previous: undefined, lazyCommit: false, onStart: () => undefined };
  const { before, after } = stepMessages(database, step, sending);
  for (const outcome of await database.session.pipeline([BEGIN, before])) await assertDone(outcome);
  await observer.begin();
  const traced: TracedStatement[] = [];
  for (const statement of await statementsOf(text)) {
    await send(statement);
    const observation = await observer.look();
    const { start, end } = statement;
    traced.push({
      position: traced.length + 1,
      statement,
      text: text.slice(start, end),
      transaction: 1,
      observation,
    });
  }
  for (const outcome of await database.session.pipeline([after, "commit"])) await assertDone(outcome);
  return traced;
}

/** One that nobody can split is one statement. */
async function statementsOf(text: string): Promise<readonly ScriptStatement[]> {
  return (await splitStatements(text)) ?? [{ start: 0, end: text.length, line: 1, tree: undefined }];
}
