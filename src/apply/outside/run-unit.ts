import type { Outcome } from "../../database/answers.ts";
import type { Message } from "../../database/session.ts";
import type { ScriptStatement } from "../../script/statements.ts";
import { BEGIN } from "../write.ts";
import { bareJudge } from "./bare.ts";
import type { Execution } from "./execution.ts";
import type { JournalEntry } from "./journal.ts";
import { UNKNOWN } from "./judge.ts";
import { failureIn, markAfterwards, marked, type UnitFailure, type UnitOutcome } from "./outcome.ts";
import { runBare } from "./run-bare.ts";
import type { TransactionWork, Unit } from "./unit.ts";

/**
 * Runs one part of a script and marks it. What can run in a transaction is committed together with its mark, so that
 * the mark is true whatever happens; else it is marked before and after. `entry`: what the journal has of it, from a run
 * that was broken off. Throws InDoubt when nothing tells how that one ended.
 */
export async function runUnit(execution: Execution, unit: Unit, entry: JournalEntry | undefined): Promise<UnitOutcome> {
  const { work } = unit;
  if (work.kind === "transaction") return runOwnTransaction(execution, unit, work);
  const judge = bareJudge(work.statement, unit.text) ?? (entry?.before === undefined ? undefined : UNKNOWN);
  if (judge !== undefined) return runBare(execution, unit, work.statement, judge, entry);
  const outcome = await runInOurs(execution, unit, work);
  if (outcome === "interrupted" || outcome.ok || !refusesTransaction(outcome)) return outcome;
  return runBare(execution, unit, work.statement, UNKNOWN, entry);
}

/** In one round trip: after a failure the transaction is aborted, and the rest of the messages refused. */
async function runInOurs(
  execution: Execution,
  unit: Unit,
  { statement, lasting }: { readonly statement: ScriptStatement; readonly lasting: boolean },
): Promise<UnitOutcome> {
  if (statement.data !== undefined) return runWithData(execution, unit, statement);
  const { database, marks } = execution;
  const begin = [BEGIN, ...opening(execution)];
  const script = { script: unit.text };
  const outcomes = await database.session.pipeline([...begin, script, marks.finished(unit, lasting), "commit"]);
  const [ran, mark, commit] = outcomes.slice(begin.length);
  const begun = outcomes.slice(0, begin.length).map((outcome) => failureIn(outcome, undefined));
  return (
    begun.find((failure) => failure !== undefined) ??
    failureIn(ran, statement) ??
    failureIn(mark, undefined) ??
    failureIn(commit, statement, true) ??
    marked(mark)
  );
}

/** COPY … FROM stdin: what is sent behind it before it is answered would be taken for its data. */
async function runWithData(execution: Execution, unit: Unit, statement: ScriptStatement): Promise<UnitOutcome> {
  const { session } = execution.database;
  const begun = await session.pipeline([BEGIN, ...opening(execution)]);
  const failures = begun.map((outcome) => failureIn(outcome, undefined));
  const failure =
    failures.find((each) => each !== undefined) ?? failureIn(await sendStatement(execution, statement), statement);
  if (failure !== undefined) {
    await session.attempt("rollback");
    return failure;
  }
  const [mark, commit] = await session.pipeline([execution.marks.finished(unit, false), "commit"]);
  return failureIn(mark, undefined) ?? failureIn(commit, statement, true) ?? marked(mark);
}

function opening({ opening: text }: Execution): readonly string[] {
  return text === "" ? [] : [text];
}

async function sendStatement({ database: { session }, step }: Execution, at: ScriptStatement): Promise<Outcome> {
  const { text } = step.script;
  const sql = text.slice(at.start, at.end);
  if (at.data !== undefined) return session.copy(sql, text.slice(at.data.start, at.data.end));
  const [outcome] = await session.pipeline([{ script: sql }]);
  if (outcome === undefined) throw new TypeError("every message has an outcome");
  return outcome;
}

/** A statement that the server takes in no transaction, and a procedure that ends its own. */
function refusesTransaction({ error, at, atCommit }: UnitFailure): boolean {
  const state = "sqlState" in error ? error.sqlState : "";
  return at !== undefined && !atCommit && (state === "25001" || state === "2D000");
}

/**
 * One statement after the other, since a ROLLBACK TO behind a failed one would take the transaction up again. The mark is
 * the last before COMMIT. What keeps nothing, or cannot write, is marked afterwards.
 */
async function runOwnTransaction(execution: Execution, unit: Unit, work: TransactionWork): Promise<UnitOutcome> {
  const { session } = execution.database;
  const inside = work.ends === "commit" && !work.readOnly;
  let mark: Outcome | undefined;
  for (const { message, at, atCommit = false } of messagesOf(execution, unit, work, inside)) {
    const stopped = execution.signal.aborted && !atCommit;
    const send = () => (at === undefined || atCommit ? session.attempt(message) : sendStatement(execution, at));
    const outcome = stopped ? undefined : await send();
    const failure = stopped ? "interrupted" : failureIn(outcome, at, atCommit);
    if (failure !== undefined) {
      await session.attempt("rollback");
      return failure;
    }
    if (at === undefined) mark = outcome;
  }
  return inside ? marked(mark) : markAfterwards(execution, unit);
}

interface TransactionMessage {
  readonly message: Message;
  /** Undefined for what is ours. */
  readonly at?: ScriptStatement;
  readonly atCommit?: boolean;
}

function messagesOf(
  { step, marks, opening: settings }: Execution,
  unit: Unit,
  { opening, body, end, ends, readOnly }: TransactionWork,
  inside: boolean,
): readonly TransactionMessage[] {
  const own = (at: ScriptStatement) => ({ message: { script: step.script.text.slice(at.start, at.end) }, at });
  return [
    ...opening.map(own),
    // The session is read-only outside of the transactions that say otherwise.
    ...(readOnly ? [] : [{ message: "set transaction read write" }]),
    ...(settings === "" ? [] : [{ message: settings }]),
    ...body.map(own),
    ...(inside ? [{ message: marks.finished(unit, false) }] : []),
    // An AND CHAIN would begin the next one here: that one has an opening of its own.
    ends === "prepare" ? { ...own(end), atCommit: true } : { message: ends, at: end, atCommit: true },
  ];
}
