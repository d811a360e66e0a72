import type { ServerError } from "../database/session.ts";
import { MigraphError, ScriptError, type ScriptFailure } from "../errors.ts";
import { placeOf } from "../script/position.ts";
import type { PlannedStep } from "./step.ts";
import type { FailurePoint } from "./transaction.ts";

/** What had been done when a step failed. */
export interface Progress {
  readonly applied: ScriptFailure["applied"];
  readonly heads: readonly string[];
}

/** The error to be thrown for a step that the server refused. */
export function stepError(
  step: PlannedStep,
  where: FailurePoint,
  error: ServerError,
  progress: Progress,
): MigraphError {
  if (where === "record" || where === "finish") return recordError(step, where, error, progress);
  // At COMMIT the server's position, if any, is not one in the script.
  const position = where === "script" && error.internalQuery === undefined ? error.position : undefined;
  const place = position === undefined ? undefined : placeOf(step.script.text, position);
  const failure: ScriptFailure = {
    revision: step.revision.id,
    direction: step.direction,
    file: step.script.path,
    sqlstate: error.sqlState,
    ...(place === undefined ? {} : { place }),
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.hint === undefined ? {} : { serverHint: error.hint }),
    ...(error.where === undefined ? {} : { context: error.where }),
    atCommit: where === "commit",
    ...progress,
  };
  const hint = STATE_HINTS[error.sqlState];
  return new ScriptError(error.message, failure, { cause: error, ...(hint === undefined ? {} : { hint }) });
}

/** What to do about some states, where the server's own hint does not say it. */
const STATE_HINTS: Readonly<Record<string, string>> = {
  "25001":
    "this statement cannot run in a transaction, and migraph runs every script in one: take it out of the revision",
  "55P03": "another session holds the lock: find it in pg_stat_activity, or allow longer with --lock-timeout",
  "57014": "the statement was cancelled, or ran longer than statement_timeout: see --statement-timeout",
  "55P04":
    "a new enum value can be used only after its transaction: put the ADD VALUE in a revision of its own, before",
};

function recordError(
  step: PlannedStep,
  where: "record" | "finish",
  error: ServerError,
  progress: Progress,
): MigraphError {
  const { id } = step.revision;
  const data = { revision: id, direction: step.direction, sqlstate: error.sqlState, ...progress };
  if (where === "record" && error.sqlState === "23505") {
    return new MigraphError("already_recorded", 1, `${id} has been recorded meanwhile by another migraph`, {
      hint: "look at `migraph status`, and run the command again",
      data,
    });
  }
  if (where === "record" && error.sqlState === "23503") {
    return new MigraphError("record_refused", 1, `the ledger does not take ${id}: ${error.detail ?? error.message}`, {
      hint: "look at `migraph status`: what it stands on, or what stands on it, is not as the files say",
      data,
    });
  }
  return new MigraphError("record_failed", 1, `${id} could not be recorded in the ledger: ${error.message}`, {
    hint: "nothing of the revision was kept; the role needs INSERT, UPDATE and DELETE on the ledger's tables",
    data,
  });
}
