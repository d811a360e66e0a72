import { setTimeout as pause } from "node:timers/promises";
import { DatabaseError } from "../errors.ts";
import { describeHolder, type LockHolder } from "../holder.ts";
import { ServerError } from "./answers.ts";
import { releaseLease } from "./lease.ts";
import { lockHolder } from "./lock.ts";
import type { Database } from "./server.ts";
import { statement } from "./statement.ts";

/** How long a process that was told to end may take to roll back, in milliseconds. */
const PATIENCE = 10_000;

/** Takes the lock away from whoever holds it. What it runs is ended, and rolled back by the server. */
export async function breakLock(database: Database, holder: LockHolder): Promise<void> {
  const giveUp = performance.now() + PATIENCE;
  for (;;) {
    await endProcess(database, holder);
    if (holder.kind === "lease" && (await releaseLease(database.session, database.schema, holder.holder))) return;
    const now = await lockHolder(database);
    if (now === undefined || !isSameHolder(now, holder)) return;
    if (performance.now() > giveUp) {
      throw new DatabaseError(
        "still_locked",
        `the holder has been told to end, and has not yet: ${describeHolder(now)}`,
        {
          hint: "a long rollback takes its time: look at `migraph status` later",
          data: { holder: now },
        },
      );
    }
    await pause(100);
  }
}

export function isSameHolder(a: LockHolder, b: LockHolder): boolean {
  if (a.kind === "lease") return b.kind === "lease" && a.holder === b.holder;
  return b.kind === "advisory" && a.pid === b.pid && a.since === b.since;
}

async function endProcess({ session, schema }: Database, holder: LockHolder): Promise<void> {
  const outcome = await session.attempt(
    holder.kind === "advisory"
      ? statement("lock/advisory_terminate.sql", { pid: holder.pid })
      : statement("lock/lease_terminate.sql", { schema, holder: holder.holder }),
  );
  if (outcome.ok) return;
  const { error } = outcome;
  if (!(error instanceof ServerError) || error.sqlState !== "42501") throw error;
  throw new DatabaseError("not_permitted", `the holder's session cannot be ended: ${error.message}`, {
    hint: `connect as ${holder.role}, or grant pg_signal_backend to this role`,
    data: { holder, sqlstate: error.sqlState },
    cause: error,
  });
}
