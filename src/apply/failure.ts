import type { ServerError } from "../database/answers.ts";
import { LOCK_LOST, type Lock } from "../database/lock.ts";
import { formatDuration } from "../duration.ts";
import {
  DatabaseError,
  type ErrorDetails,
  InterruptedError,
  MigraphError,
  ScriptError,
  type ScriptFailure,
} from "../errors.ts";
import type { Blocker } from "../events.ts";
import { queryExcerpt } from "../query-excerpt.ts";
import { placeOf } from "../script/position.ts";
import type { PlannedStep } from "./step.ts";
import type { FailurePoint, StepFailure } from "./transaction.ts";

/** What had been done when a step failed. */
export interface Progress {
  readonly applied: ScriptFailure["applied"];
  readonly heads: readonly string[];
}

/** What is known of the circumstances of a failure. */
export interface Circumstances {
  /** Somebody has asked for the run to be stopped. */
  readonly interrupted: boolean;
  /** Who was seen to keep the step waiting. */
  readonly blockers: readonly Blocker[];
}

/** The error to be thrown for a step that the server refused. `schema`: the ledger's. */
export function explainFailure(
  schema: string,
  step: PlannedStep,
  { where, error, left }: Exclude<StepFailure, { where: "lost" | "outside" | "verify" }>,
  progress: Progress,
  { interrupted, blockers }: Circumstances,
): MigraphError {
  if (error.constraint === `${schema}.event.event_unfinished`) return transactionControl(step, progress, "nothing");
  if (left) return transactionControl(step, progress, "unknown");
  if (where === "finish" && OTHER_TRANSACTION.has(error.sqlState)) return transactionControl(step, progress, "nothing");
  if (interrupted && error.sqlState === "57014") return interruptedStep(step, progress);
  return stepError(step, where, error, progress, blockers);
}

/** How the record behind a script is refused in any transaction but that of the record before it. */
const OTHER_TRANSACTION: ReadonlySet<string> = new Set(["22012", "23502"]);

function stepError(
  step: PlannedStep,
  where: FailurePoint,
  error: ServerError,
  progress: Progress,
  blockers: readonly Blocker[],
): MigraphError {
  if (where === "record") return recordError(step, error, progress);
  if (where === "finish") return finishError(step, error, progress);
  const { secret } = step.revision;
  // At COMMIT the server's position, if any, is not one in the script.
  const place =
    where === "commit" || error.position === undefined ? undefined : placeOf(step.script.text, error.position);
  const failure: ScriptFailure = {
    revision: step.revision.id,
    direction: step.direction,
    file: step.script.path,
    sqlstate: error.sqlState,
    atCommit: where === "commit",
    ...progress,
    ...(blockers.length === 0 ? {} : { blockers }),
    ...(place === undefined ? {} : { place: secret ? { ...place, excerpt: "", caret: 0 } : place }),
    ...(secret ? {} : serverWords(error)),
  };
  const hint = hintFor(error.sqlState, blockers);
  // What the server says quotes the script, and rows that it wrote.
  const message = secret
    ? "the server refused the script; its words are not shown, as the revision is secret"
    : error.message;
  return new ScriptError(message, failure, {
    ...(secret ? {} : { cause: error }),
    ...(hint === undefined ? {} : { hint }),
  });
}

function serverWords(error: ServerError): Pick<ScriptFailure, "detail" | "serverHint" | "context"> {
  return {
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.serverHint === undefined ? {} : { serverHint: error.serverHint }),
    ...(error.where === undefined ? {} : { context: error.where }),
  };
}

function hintFor(state: string, blockers: readonly Blocker[]): string | undefined {
  return waitHint(state, blockers) ?? STATE_HINTS[state];
}

/** What to do about a lock that was not to be had, or a statement that took too long. */
export function waitHint(state: string, blockers: readonly Blocker[]): string | undefined {
  const [first, ...others] = blockers;
  if (state !== "55P03" || first === undefined) return WAIT_HINTS[state];
  const { pid, role, application, query, age_ms: age } = first;
  const who = `pid ${pid} (${[`role ${role}`, application, `for ${formatDuration(age)}`].filter(Boolean).join(", ")})`;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `${who}${more} holds the lock, last running: ${queryExcerpt(query, 100)}; let it end, or allow longer with --lock-timeout or --retries`;
}

const WAIT_HINTS: Readonly<Record<string, string>> = {
  "55P03": "another session holds the lock: find it in pg_stat_activity, or allow longer with --lock-timeout",
  "57014": "the statement was cancelled, or ran longer than statement_timeout: see --statement-timeout",
};

/** What to do about some states, where the server's own hint does not say it. */
const STATE_HINTS: Readonly<Record<string, string>> = {
  "25001": "this statement cannot run in a transaction: say so with `-- transaction: off` in the header of the script",
  "25006": "the script has made its transaction read-only, or has ended it (ROLLBACK) and gone on: take that out",
  "55P04":
    "a new enum value can be used only after its transaction: put the ADD VALUE in a revision of its own, before",
};

/** The ledger did not take a revision; its script had no effect then. */
export function recordError(
  step: { readonly revision: { readonly id: string }; readonly direction: string },
  error: ServerError,
  progress: Partial<Progress>,
): MigraphError {
  const { id } = step.revision;
  const details = {
    data: { revision: id, direction: step.direction, sqlstate: error.sqlState, ...progress },
    cause: error,
  };
  switch (error.sqlState) {
    case LOCK_LOST:
      return lockGone(`${id} (${step.direction})`, details.data);
    case "23505":
      return new MigraphError("already_recorded", 1, `${id} has been recorded meanwhile by somebody else`, {
        ...details,
        hint: "look at `migraph status`, and run the command again",
      });
    case "22012":
      return new MigraphError("not_recorded", 1, `${id} is not recorded any more: somebody else has taken it back`, {
        ...details,
        hint: "look at `migraph status`, and run the command again",
      });
    case "23503":
      return new MigraphError("record_refused", 1, `the ledger does not take ${id}: ${error.detail ?? error.message}`, {
        ...details,
        hint: "look at `migraph status`: what it stands on, or what stands on it, is not as the files say",
      });
    case "22P05":
      return new MigraphError("not_in_encoding", 1, `${id} cannot be recorded in this database: ${error.message}`, {
        ...details,
        hint: "the ledger keeps message and scripts: write them with characters of the database's encoding, or use a database in UTF8",
      });
    case "22023":
    case "42501":
      if (/\brole\b/.test(error.message)) {
        return new DatabaseError(
          "role_refused",
          `the scripts cannot run as the role that was asked for: ${error.message}`,
          {
            ...details,
            hint: "check --role or `role` in the config file, and grant that role to the one that logs in; nothing was run",
          },
        );
      }
  }
  return recordFailed(id, error, details);
}

function recordFailed(id: string, error: ServerError, details: ErrorDetails): MigraphError {
  return new MigraphError("record_failed", 1, `${id} could not be recorded in the ledger: ${error.message}`, {
    ...details,
    hint: "nothing of the revision was kept; the role needs INSERT, UPDATE and DELETE on the ledger's tables",
  });
}

/** The script passed, and what belongs behind it did not. */
function finishError(step: PlannedStep, error: ServerError, progress: Progress): MigraphError {
  const { id } = step.revision;
  const data = {
    revision: id,
    direction: step.direction,
    file: step.script.path,
    sqlstate: error.sqlState,
    ...progress,
  };
  if (error.sqlState === "25006") {
    return new MigraphError("read_only_transaction", 1, `${id} (${step.direction}) made its transaction read-only`, {
      hint: "take SET TRANSACTION READ ONLY out of the script: nothing can be recorded behind it, and nothing was kept",
      data,
      cause: error,
    });
  }
  return new MigraphError("record_failed", 1, `${id} (${step.direction}) could not be recorded: ${error.message}`, {
    hint: "nothing of the revision was kept",
    data,
    cause: error,
  });
}

/** The server, or somebody who looked, has found the script to end the transaction that it was run in. */
function transactionControl(step: PlannedStep, progress: Progress, kept: "nothing" | "unknown"): MigraphError {
  const { id } = step.revision;
  const told =
    kept === "nothing"
      ? "nothing of it was kept"
      : "it is not recorded, and what it did behind its ROLLBACK may have been kept";
  return new MigraphError(
    kept === "nothing" ? "transaction_control" : "transaction_left",
    1,
    `${id} (${step.direction}) ends its transaction itself: ${told}`,
    {
      hint: "take COMMIT, ROLLBACK and their like out of the script (and SET CONSTRAINTS ALL, which cannot be told from them in a script that the parser cannot read)",
      data: { revision: id, direction: step.direction, file: step.script.path, ...progress },
    },
  );
}

/** A script that was stopped in its middle. */
export function interruptedStep(step: PlannedStep, progress: Progress): InterruptedError {
  return new InterruptedError(`${step.revision.id} (${step.direction}) was interrupted; nothing of it was kept`, {
    hint: "run the same command again to go on",
    data: { revision: step.revision.id, direction: step.direction, file: step.script.path, ...progress },
  });
}

export function interruptedBefore(step: PlannedStep, progress: Progress): InterruptedError {
  return new InterruptedError(`stopped before ${step.revision.id} (${step.direction})`, {
    hint: "run the same command again to go on",
    data: { revision: step.revision.id, direction: step.direction, ...progress },
  });
}

/**
 * The guard of a transaction has failed, so another migraph may be at work; nothing of it was kept. `before`: the step
 * before, whose script may have given up all of the session's locks.
 */
export function lockLost(
  lock: Lock | undefined,
  before: PlannedStep | undefined,
  next: PlannedStep,
  progress: Progress,
): MigraphError {
  const { id } = next.revision;
  const data = { revision: id, direction: next.direction, ...progress };
  if (lock?.kind !== "advisory" || before === undefined) return lockGone(`${id} (${next.direction})`, data);
  const culprit = `${before.revision.id} (${before.direction})`;
  return new MigraphError("lock_lost", 1, `${culprit} gave up the lock that keeps others out`, {
    hint: "take pg_advisory_unlock_all() out of the script; run the same command again to go on",
    data: { ...data, file: before.script.path },
  });
}

function lockGone(what: string, data: Readonly<Record<string, unknown>>): MigraphError {
  return new MigraphError("lock_lost", 1, `the lock was lost before ${what}, of which nothing was kept`, {
    hint: "another migraph may have taken it over: see `migraph status`, and run the same command again to go on",
    data,
  });
}
