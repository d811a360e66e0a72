import { setTimeout as pause } from "node:timers/promises";
import { statement } from "../../database/statement.ts";
import type { Execution } from "./execution.ts";
import type { JournalEntry } from "./journal.ts";
import { InDoubt } from "./judge.ts";

/** Milliseconds. */
const PATIENCE = 60_000;

/**
 * Returns when the server's process that a statement was given to does not work on it any more. As long as it held our
 * lock nobody else got here; but behind a pooler, or after a script that gave the lock up, it may be at it still.
 */
export async function goneProcess(
  { database: { session }, emit, signal, step }: Execution,
  entry: JournalEntry,
): Promise<void> {
  const { pid, startedAt } = entry;
  const giveUp = performance.now() + PATIENCE;
  for (let told = false; ; told = true) {
    const [row] = await session.send(statement("journal/still_running.sql", { pid, started_at: startedAt }));
    if (row?.["running"] !== true) return;
    if (signal.aborted || performance.now() > giveUp) {
      throw new InDoubt(
        `the server's process ${pid} is still running it`,
        `wait for it, or end it with select pg_terminate_backend(${pid}), and run the same command again`,
      );
    }
    if (!told) {
      emit({
        type: "warning",
        message: `a statement of ${step.revision.id} is still run by the server's process ${pid}; waiting for it`,
      });
    }
    await pause(250, undefined, { signal }).catch(() => undefined);
  }
}
