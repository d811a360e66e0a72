import type { ConnectionLost, ServerError } from "../database/answers.ts";
import type { Database } from "../database/server.ts";
import type { MigraphError } from "../errors.ts";
import type { Listener } from "../events.ts";
import { type Run, recordEvent } from "./recorder.ts";
import type { PlannedStep } from "./step.ts";
import { writeLedger } from "./write.ts";

export interface Failure {
  /** What the server said; undefined where it was not asked. */
  readonly cause: Pick<ServerError, "message" | "data"> | undefined;
  readonly told: MigraphError;
  /** Of a script that runs outside a transaction: which one of its parts, and its line. */
  readonly at?: { readonly position: number; readonly line: number } | undefined;
}

/** A failure as the ledger keeps it. */
export function failureDetail(
  { settings: { redactor } }: Database,
  { revision }: PlannedStep,
  { cause, told, at }: Failure,
): Readonly<Record<string, unknown>> {
  const { line, column } = told.data as { line?: number | null; column?: number | null };
  return {
    code: told.code,
    sqlstate: cause?.data["sqlstate"] ?? null,
    ...(at === undefined ? {} : { statement: at.position }),
    line: line ?? at?.line ?? null,
    column: column ?? null,
    // The server's message may quote the text of a secret revision.
    ...(revision.secret || cause === undefined ? {} : { message: redactor?.text(cause.message) ?? cause.message }),
  };
}

/**
 * Writes a failure among the events, in a transaction of its own: the failed one took its own traces with it. `first`: SQL
 * of ours that belongs before it. False when it could not be written, which is told.
 */
export async function recordFailure(
  database: Database,
  run: Run,
  step: PlannedStep,
  failure: Failure,
  emit: Listener,
  first: readonly string[] = [],
): Promise<boolean> {
  const event = recordEvent(run, {
    kind: "failure",
    revision: step.revision.id,
    direction: step.direction,
    error: failureDetail(database, step, failure),
  });
  // It is true whoever holds the lock by now, and a script that gave the lock up may be what failed.
  const { lock: _, ...unguarded } = database;
  const { error } = await writeLedger(unguarded, [...first, event]);
  if (error !== undefined) tellUnwritten(error, emit);
  return error === undefined;
}

export function tellUnwritten(error: ServerError | ConnectionLost, emit: Listener): void {
  emit({ type: "warning", message: `the failure could not be written to the ledger: ${error.message}` });
}
