import type { Database } from "../database/server.ts";
import type { MigraphError } from "../errors.ts";
import type { Listener } from "../events.ts";
import { type Run, recordEvent } from "./recorder.ts";
import type { PlannedStep } from "./step.ts";

/** Writes a failure among the events, in a transaction of its own: the failed one took its own traces with it. */
export async function recordFailure(
  { session }: Database,
  run: Run,
  step: PlannedStep,
  error: MigraphError,
  emit: Listener,
): Promise<void> {
  const { sqlstate, line, column } = error.data as { sqlstate?: string; line?: number | null; column?: number | null };
  const event = recordEvent(run, {
    kind: "failure",
    revision: step.revision.id,
    direction: step.direction,
    // The message of a secret revision may quote its text.
    error: {
      sqlstate: sqlstate ?? null,
      line: line ?? null,
      column: column ?? null,
      ...(step.revision.secret ? {} : { message: error.message }),
    },
  });
  const outcome = await session.attempt(event);
  if (!outcome.ok)
    emit({ type: "warning", message: `the failure could not be written to the ledger: ${outcome.error.message}` });
}
