import type { ServerError } from "../database/answers.ts";
import type { Database } from "../database/server.ts";
import type { MigraphError } from "../errors.ts";
import type { Listener } from "../events.ts";
import { type Run, recordEvent } from "./recorder.ts";
import type { PlannedStep } from "./step.ts";
import { writeLedger } from "./write.ts";

/** Writes a failure among the events, in a transaction of its own: the failed one took its own traces with it. */
export async function recordFailure(
  database: Database,
  run: Run,
  step: PlannedStep,
  cause: Pick<ServerError, "message" | "data">,
  told: MigraphError,
  emit: Listener,
): Promise<void> {
  const { redactor } = database.settings;
  const { line, column } = told.data as { line?: number | null; column?: number | null };
  const event = recordEvent(run, {
    kind: "failure",
    revision: step.revision.id,
    direction: step.direction,
    // The server's message may quote the text of a secret revision.
    error: {
      code: told.code,
      sqlstate: cause.data["sqlstate"] ?? null,
      line: line ?? null,
      column: column ?? null,
      ...(step.revision.secret ? {} : { message: redactor?.text(cause.message) ?? cause.message }),
    },
  });
  // It is true whoever holds the lock by now, and a script that gave the lock up may be what failed.
  const { lock: _, ...unguarded } = database;
  const { error } = await writeLedger(unguarded, [event]);
  if (error === undefined) return;
  emit({ type: "warning", message: `the failure could not be written to the ledger: ${error.message}` });
}
