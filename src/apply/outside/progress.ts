import { setTimeout as pause } from "node:timers/promises";
import { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import type { Execution } from "./execution.ts";
import type { Unit } from "./unit.ts";

/** Milliseconds. */
const INTERVAL = 1000;

/**
 * Tells how far the building of an index has got, as another connection sees it, which is opened when a statement takes
 * long. What goes wrong with that is no matter. The result ends it.
 */
export function watchProgress(execution: Execution, unit: Unit): () => Promise<void> {
  const over = new AbortController();
  const watching = watch(execution, unit, over.signal).catch(() => undefined);
  return async () => {
    over.abort();
    await watching;
  };
}

async function watch({ database, step, emit }: Execution, unit: Unit, over: AbortSignal): Promise<void> {
  if (!(await passed(over))) return;
  const question = statement("journal/progress.sql", { pid: database.server.pid });
  const opened = await Session.open(database.session.settings, question);
  let rows = opened.rows;
  try {
    do {
      const [row] = rows;
      if (row !== undefined && !over.aborted) {
        emit({
          type: "statement-progress",
          revision: step.revision.id,
          statement: unit.position,
          total: unit.total,
          phase: String(row["phase"]),
          done: row["done"] as number | null,
          of: row["of"] as number | null,
        });
      }
      if (!(await passed(over))) return;
      rows = await opened.session.send(question);
    } while (!over.aborted);
  } finally {
    await opened.session.close();
  }
}

/** False when it is over before. */
function passed(over: AbortSignal): Promise<boolean> {
  return pause(INTERVAL, true, { signal: over }).catch(() => false);
}
