import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { formatDuration } from "../duration.ts";
import { InterruptedError, LockError } from "../errors.ts";
import type { LockHolder } from "../events.ts";
import type { Database } from "./server.ts";
import { statement } from "./statement.ts";

export interface LockOptions {
  /** Milliseconds. */
  readonly wait: number;
  readonly onWaiting: (holder: LockHolder | undefined, wait: number) => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` while no other migraph writes to this database and ledger. Polls: a session that waits inside
 * pg_advisory_lock holds a snapshot, on which the other's CREATE INDEX CONCURRENTLY would wait in turn, for ever.
 */
export async function withLock<Result>(
  database: Database,
  options: LockOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const { session, schema } = database;
  const key = lockKey(schema);
  const giveUp = performance.now() + options.wait;
  let told = false;
  while (!(await tryLock(database, key))) {
    if (options.signal.aborted) throw stoppedWaiting();
    if (performance.now() >= giveUp) throw locked(await lockHolder(database), options.wait);
    if (!told) options.onWaiting(await lockHolder(database), options.wait);
    told = true;
    const left = Math.max(0, giveUp - performance.now());
    await pause(Math.min(left, 100 + Math.random() * 150), undefined, { signal: options.signal }).catch(
      () => undefined,
    );
  }
  try {
    return await work();
  } finally {
    if (session.alive) await session.attempt(statement("record/unlock.sql", { key: String(key) }));
  }
}

/** Undefined when nobody holds the lock. */
export async function lockHolder({ session, schema }: Database): Promise<LockHolder | undefined> {
  const [row] = await session.send(statement("catalogue/lock_holder.sql", { key: String(lockKey(schema)) }));
  if (row === undefined) return undefined;
  return {
    pid: Number(row["pid"]),
    role: String(row["role"]),
    application: String(row["application"]),
    client: String(row["client"]),
    connectedAt: String(row["connected_at"] ?? "unknown"),
  };
}

/** Advisory locks are kept apart by database already; the schema keeps several ledgers of one database apart. */
export function lockKey(schema: string): bigint {
  return createHash("sha256").update(`migraph ${schema}`).digest().readBigInt64BE(0);
}

async function tryLock({ session }: Database, key: bigint): Promise<boolean> {
  const [row] = await session.send(statement("record/lock.sql", { key: String(key) }));
  return row?.["taken"] === true;
}

function stoppedWaiting(): InterruptedError {
  return new InterruptedError("stopped while waiting for another migraph; nothing was changed", {
    hint: "run the same command again to go on",
  });
}

function locked(holder: LockHolder | undefined, wait: number): LockError {
  const who =
    holder === undefined
      ? "another migraph"
      : `another migraph (pid ${holder.pid}, role ${holder.role}, from ${holder.client}, connected since ${holder.connectedAt})`;
  return new LockError(`${who} holds the lock, and did not let go within ${formatDuration(wait)}`, {
    hint: "wait longer with --wait, or find out what it is doing: pg_stat_activity shows it by its pid",
    data: holder === undefined ? {} : { holder },
  });
}
