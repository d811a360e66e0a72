import type { Outcome } from "../../database/answers.ts";
import type { Message } from "../../database/session.ts";
import type { ScriptStatement } from "../../script/statements.ts";
import type { PlannedStep } from "../step.ts";
import { BEGIN } from "../write.ts";
import type { Execution } from "./execution.ts";
import type { JournalEntry } from "./journal.ts";
import { type Judge, UNKNOWN, type Workshop } from "./judge.ts";
import { failureIn, markAfterwards, type UnitFailure, type UnitOutcome } from "./outcome.ts";
import { assertOwnRole } from "./pooled.ts";
import { watchProgress } from "./progress.ts";
import { goneProcess } from "./still-running.ts";
import type { Unit } from "./unit.ts";

/**
 * Runs a statement by itself: marked as begun, run, marked as finished. No transaction and no snapshot of ours is open
 * meanwhile. `entry`: that it was begun before; what it has left then is cleared away first.
 */
export async function runBare(
  execution: Execution,
  unit: Unit,
  at: ScriptStatement,
  judge: Judge,
  entry: JournalEntry | undefined,
): Promise<UnitOutcome> {
  const { session } = execution.database;
  assertOwnRole(execution);
  if (entry !== undefined && (await settleEntry(execution, judge, entry)) === "done") {
    return markAfterwards(execution, unit);
  }
  await judge.prepare?.(workshopOf(execution));
  const facts = (await judge.facts?.(session)) ?? {};
  const [begin, mark, commit] = await session.pipeline([BEGIN, execution.marks.started(unit, facts), "commit"]);
  const unmarked = failureIn(begin, undefined) ?? failureIn(mark, undefined) ?? failureIn(commit, undefined);
  if (unmarked !== undefined) return unmarked;
  const stopWatching = watchProgress(execution, unit);
  const failure = await attemptBare(execution, { script: unit.text }, at, judge.patient === true);
  await stopWatching();
  return failure ?? markAfterwards(execution, unit);
}

/** What became of a statement that was begun in a run that was broken off. Throws InDoubt where nothing tells. */
export async function settleEntry(execution: Execution, judge: Judge, entry: JournalEntry): Promise<"done" | "again"> {
  const { before, error } = entry;
  // It was one transaction with its mark, which is not there.
  if (before === undefined) return "again";
  // The server has said that it failed, so somebody has heard of it.
  if (judge === UNKNOWN && error !== undefined) return "again";
  await goneProcess(execution, entry);
  return judge.settle(workshopOf(execution), before.facts);
}

function workshopOf(execution: Execution): Workshop {
  const { database, step, emit } = execution;
  return {
    session: database.session,
    runBare: async (text, patient) => {
      const failure = await attemptBare(execution, text, undefined, patient);
      if (failure !== undefined) throw failure.error;
    },
    tell: (message) => emit({ type: "warning", message: step.revision.secret ? clearing(step) : message }),
  };
}

/** Of a secret revision, whose objects are not named. */
function clearing({ revision, direction }: PlannedStep): string {
  return `clearing away what a statement of ${revision.id} (${direction}) that was broken off has left`;
}

/**
 * The session is read-only outside of our transactions, and for this statement it is not. What makes others wait for it
 * is to wait itself no longer than lock_timeout; what does not may take its time, unless the header or the script sets it.
 */
async function attemptBare(
  { database: { session, server }, units, patience, lockTimeout }: Execution,
  message: Message,
  at: ScriptStatement | undefined,
  patient: boolean,
): Promise<UnitFailure | undefined> {
  // Behind a pooler the session is not ours to set.
  const own = !server.pooled;
  const changes =
    own &&
    patient &&
    !units.some(({ text, work }) => work.kind === "statement" && work.lasting && SETS_TIMEOUT.test(text));
  const before = [...(own ? [WRITES] : []), ...(changes ? [lockTimeoutOf(patience)] : [])];
  const after = [...(changes ? [lockTimeoutOf(lockTimeout)] : []), ...(own ? [READS] : [])];
  const outcomes = await session.pipeline([...before, message, ...after]);
  const failure = outcomes.slice(0, before.length + 1).find((outcome) => !outcome.ok);
  // A request to cancel may have come too late for the statement.
  if (outcomes.slice(before.length + 1).some((outcome) => !outcome.ok)) await session.pipeline(after);
  return failure === undefined ? undefined : failureOf(failure, at);
}

function failureOf(outcome: Outcome, at: ScriptStatement | undefined): UnitFailure | undefined {
  const failure = failureIn(outcome, at);
  return failure === undefined ? undefined : { ...failure, bare: true };
}

function lockTimeoutOf(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "reset lock_timeout" : `set lock_timeout = ${milliseconds}`;
}

const SETS_TIMEOUT = /lock_timeout|reset\s+all/i;
const WRITES = "set default_transaction_read_only = off";
const READS = "set default_transaction_read_only = on";
