import type { ConnectionLost, ServerError } from "../../database/answers.ts";
import { LOCK_LOST } from "../../database/lock.ts";
import {
  DatabaseError,
  InterruptedError,
  MigraphError,
  OutcomeUnknownError,
  ScriptError,
  type ScriptFailure,
} from "../../errors.ts";
import type { Blocker } from "../../events.ts";
import { codePointsBefore, placeOf } from "../../script/position.ts";
import type { ScriptStatement } from "../../script/statements.ts";
import { type Progress, recordError, waitHint } from "../failure.ts";
import { placedIn } from "../parts.ts";
import type { PlannedStep } from "../step.ts";
import { mayLeaveParts } from "./bare.ts";
import type { JournalEntry } from "./journal.ts";
import type { InDoubt } from "./judge.ts";
import type { UnitFailure } from "./outcome.ts";
import { type Unit, unitName } from "./unit.ts";

/** Makes the error to be thrown, once it is known what the run has done besides. */
export type Explain = (progress: Progress) => MigraphError;

const AGAIN = "run the same command again to go on";

/** The server has refused a statement, or its mark. `done`: parts before it that stay done. */
export function unitError(
  step: PlannedStep,
  unit: Unit,
  failure: UnitFailure & { error: ServerError },
  done: number,
  blockers: readonly Blocker[],
): Explain {
  const { error, at, atCommit, bare } = failure;
  const left = !bare ? "nothing" : mayLeaveParts(unit) ? "parts" : "remains";
  const { revision, direction, script } = step;
  return (progress) => {
    if (at === undefined) return markError(step, unit, error, done, progress);
    const { secret } = revision;
    const place = placeIn(script.text, at, atCommit ? undefined : error);
    const failed: ScriptFailure = {
      revision: revision.id,
      direction,
      file: script.path,
      sqlstate: error.sqlState,
      atCommit,
      ...progress,
      place: secret ? { ...place, excerpt: "", caret: 0 } : place,
      outside: { statement: unit.position, total: unit.total, done, left },
      ...(blockers.length === 0 ? {} : { blockers }),
      ...(secret || error.detail === undefined ? {} : { detail: error.detail }),
      ...(secret || error.serverHint === undefined ? {} : { serverHint: error.serverHint }),
      ...(secret || error.where === undefined ? {} : { context: error.where }),
    };
    const words = secret ? "the server's words are not shown, as the revision is secret" : error.message;
    const then = `run the same command again: ${done > 0 ? `it goes on with statement ${unit.position}` : "it begins anew"}`;
    const remedy = left === "parts" ? "undo what it has committed before it failed, correct it" : "correct it";
    const hint = `${waitHint(error.sqlState, blockers) ?? remedy}, and ${then}`;
    return new ScriptError(`${unitName(unit)}: ${words}`, failed, { hint, ...(secret ? {} : { cause: error }) });
  };
}

/** Where the server points to, or the statement's beginning. */
function placeIn(text: string, { start, end, data }: ScriptStatement, error: ServerError | undefined) {
  const read = data && { text: text.slice(data.start, data.end), start: data.start };
  const part = { text: text.slice(start, end), start, data: read };
  const position = error === undefined ? undefined : placedIn(text, part, error).position;
  return placeOf(text, position ?? codePointsBefore(text, start) + 1);
}

function markError(step: PlannedStep, unit: Unit, error: ServerError, done: number, progress: Progress): MigraphError {
  const data = { ...dataOf(step, unit, done), sqlstate: error.sqlState, ...progress };
  const what = `${unitName(unit)} of ${nameOf(step)}`;
  switch (error.sqlState) {
    case "25006":
      return new MigraphError("read_only_transaction", 1, `${what} made its transaction read-only, or ended it`, {
        hint: "take SET TRANSACTION READ ONLY out of the script: nothing can be marked as done behind it",
        data,
        cause: error,
      });
    case "22012":
      return new MigraphError("already_recorded", 1, `${what} has been run meanwhile by somebody else`, {
        hint: "look at `migraph status`, and run the command again",
        data,
        cause: error,
      });
    case LOCK_LOST:
      return new MigraphError("lock_lost", 1, `the lock that keeps others out was lost at ${what}`, {
        hint: `take pg_advisory_unlock_all() or DISCARD ALL out of the script, if it is there; ${AGAIN}`,
        data,
        cause: error,
      });
    default:
      return new MigraphError("record_failed", 1, `${what} could not be marked as done: ${error.message}`, {
        hint: `the role needs INSERT, UPDATE and DELETE on the ledger's tables; ${AGAIN}`,
        data,
        cause: error,
      });
  }
}

/** A statement was cancelled, or the run stopped before it. */
export function unitInterrupted(step: PlannedStep, unit: Unit, done: number, begun: boolean): Explain {
  return (progress) => {
    const what = `${nameOf(step)} was interrupted ${begun ? "in" : "before"} ${unitName(unit)}; ${stay(done)}`;
    return new InterruptedError(what, { hint: AGAIN, data: { ...dataOf(step, unit, done), ...progress } });
  };
}

export function unitLost(step: PlannedStep, unit: Unit, error: ConnectionLost, done: number): Explain {
  return (progress) => {
    const how = `the connection was lost during ${unitName(unit)} of ${nameOf(step)}${farewellOf(error)}`;
    return new DatabaseError("connection_lost", `${how}; ${stay(done)}`, {
      hint: "run the same command again: it finds out what became of that statement, and goes on",
      data: { ...error.data, ...dataOf(step, unit, done), ...progress },
      cause: error,
    });
  };
}

/** Nothing of the script had been sent yet. */
export function lostBefore(step: PlannedStep, error: ConnectionLost): Explain {
  return (progress) =>
    new DatabaseError("connection_lost", `the connection was lost before ${nameOf(step)}${farewellOf(error)}`, {
      hint: AGAIN,
      data: { ...error.data, ...dataOf(step, undefined, 0), ...progress },
      cause: error,
    });
}

/** All statements were done. `committed`: undefined when the server did not say. */
export function recordLost(
  step: PlannedStep,
  error: ConnectionLost,
  done: number,
  committed: boolean | undefined,
): Explain {
  return (progress) => {
    const how = `the connection was lost while ${nameOf(step)} was recorded${farewellOf(error)}; all its statements are done`;
    const data = { ...error.data, ...dataOf(step, undefined, done), ...progress };
    if (committed === undefined) {
      return new OutcomeUnknownError(`${how}, and the server does not say whether it is recorded`, {
        hint: "when the server is back, run the same command again: it records what is not recorded, and goes on",
        data,
        cause: error,
      });
    }
    return new DatabaseError("connection_lost", `${how}, and it ${committed ? "is" : "is not"} recorded`, {
      hint: AGAIN,
      data: { ...data, committed },
      cause: error,
    });
  };
}

function farewellOf({ farewell }: ConnectionLost): string {
  const words = farewell?.["message"];
  return words === undefined ? "" : ` (${words})`;
}

/** What is found in the database forbids that a statement runs, or does not say whether it did. */
export function unitInDoubt(
  step: PlannedStep,
  unit: Unit,
  doubt: InDoubt,
  entry: JournalEntry | undefined,
  done: number,
): Explain {
  return (progress) => {
    const { secret, id } = step.revision;
    const data = {
      ...dataOf(step, unit, done),
      line: unit.line,
      text: secret ? null : (entry?.statement ?? unit.text),
      started_at: entry?.startedAt ?? null,
      started_by: entry?.before?.role ?? null,
      client: entry?.before?.client ?? null,
      ...progress,
    };
    const place = `${step.script.path}:${unit.line}`;
    const words = secret ? "" : `: ${shortened(entry?.statement ?? unit.text)}`;
    // What was found may quote what the script has made.
    const found = secret ? "what was found in the database is not shown, as the revision is secret" : doubt.message;
    if (entry?.before === undefined) {
      const message = `${place}: ${unitName(unit)} was not run: ${found}`;
      return new MigraphError("statement_refused", 1, message, { hint: doubt.hint, data });
    }
    const by = `begun by ${entry.before.role} on ${entry.before.client} at ${entry.startedAt}`;
    const message = `${place}: ${unitName(unit)} was broken off (${by}), and ${found}${words}`;
    const settle = `look at the database; \`migraph repair ${id} --done\` says that it took effect, \`--again\` that it did not; \`--forget\` drops the journal, after undoing by hand what was done`;
    return new MigraphError("interrupted_statement", 1, message, { hint: doubt.hint ?? settle, data });
  };
}

/** What is done has another text than what stands in its place now. */
export function unitChanged(step: PlannedStep, entry: JournalEntry, unit: Unit | undefined, done: number): Explain {
  return (progress) => {
    const { secret, id } = step.revision;
    const [was, is] = [entry.statement, unit?.text].map((text) => (secret ? undefined : text));
    const place = unit === undefined ? step.script.path : `${step.script.path}:${unit.line}`;
    const texts =
      was === undefined ? "" : `; it was: ${shortened(was)}${is === undefined ? "" : `; it is now: ${shortened(is)}`}`;
    const now = unit === undefined ? "is not in the script any more" : "has been changed since";
    const message = `${place}: statement ${entry.position} of ${nameOf(step)} is done, and ${now}${texts}`;
    return new MigraphError("changed_statement", 1, message, {
      hint: `put it back, and make the change in a new revision; or undo by hand what was done, and \`migraph repair ${id} --forget\` begins anew`,
      data: { ...dataOf(step, unit, done), position: entry.position, was: was ?? null, is: is ?? null, ...progress },
    });
  };
}

const SETTLED_ELSEWHERE: ReadonlySet<string> = new Set(["already_recorded", "not_recorded"]);

/** All statements are done, and the ledger does not take the revision. */
export function notRecorded(step: PlannedStep, error: ServerError, done: number): Explain {
  return (progress) => {
    const { code, message } = recordError(step, error, progress);
    return new MigraphError(
      code,
      1,
      error.sqlState === LOCK_LOST ? `the lock was lost before ${nameOf(step)} was recorded` : message,
      {
        hint: SETTLED_ELSEWHERE.has(code)
          ? `look at \`migraph status\`: its statements are done here; \`migraph repair ${step.revision.id} --forget\` ends their journal`
          : "its statements are done and stay so; the same command records it, when the ledger takes it",
        data: { ...dataOf(step, undefined, done), sqlstate: error.sqlState, ...progress },
        cause: error,
      },
    );
  };
}

function dataOf(step: PlannedStep, unit: Unit | undefined, done: number): Readonly<Record<string, unknown>> {
  const { revision, direction, script } = step;
  const where = unit === undefined ? {} : { statement: unit.position, statements: unit.total };
  return { revision: revision.id, direction, file: script.path, ...where, statements_done: done };
}

function nameOf({ revision, direction }: PlannedStep): string {
  return `${revision.id} (${direction})`;
}

/** Of the parts before. */
function stay(done: number): string {
  if (done === 0) return "no statement before it had been done";
  return done === 1 ? "statement 1 stays done" : `statements 1 to ${done} stay done`;
}

/** The first words of a statement, on one line. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)} …` : line;
}
