import { newRun, recordEvent } from "./apply/recorder.ts";
import { writeLedger } from "./apply/write.ts";
import { breakLock, isSameHolder } from "./database/break-lock.ts";
import { assertWritable } from "./database/ledger.ts";
import { lockHolder } from "./database/lock.ts";
import { type Database, refreshDatabase } from "./database/server.ts";
import { MigraphError } from "./errors.ts";
import type { Listener } from "./events.ts";
import { describeHolder, type LockHolder } from "./holder.ts";
import type { Unlocked } from "./results.ts";
import type { UnlockSettings } from "./settings.ts";

/** Breaks the lock of whoever holds it, and writes that down where there is a ledger. */
export async function unlock(database: Database, settings: UnlockSettings, emit: Listener): Promise<Unlocked> {
  const lock = (await lockHolder(database)) ?? null;
  if (settings.dryRun || lock === null) return { lock, broken: false };
  if (settings.agreed !== undefined && !isSameHolder(lock, settings.agreed)) {
    throw new MigraphError("holder_changed", 1, `somebody else holds the lock by now: ${describeHolder(lock)}`, {
      hint: "nothing was broken; run the command again to see who it is",
      data: { holder: lock },
    });
  }
  assertWritable(database);
  await breakLock(database, lock);
  await recordUnlock(await refreshDatabase(database), lock, emit);
  return { lock, broken: true };
}

async function recordUnlock(database: Database, lock: LockHolder, emit: Listener): Promise<void> {
  if (database.server.ledgerTables.length === 0) return;
  // What it ran may hold what is nobody's business.
  const { query: _, ...holder } = lock;
  const event = recordEvent(newRun(database.schema), { kind: "unlock", detail: { holder } });
  const { error } = await writeLedger(database, [event]);
  if (error === undefined) return;
  emit({
    type: "warning",
    message: `the lock is broken, and that could not be written to the ledger: ${error.message}`,
  });
}
