import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { formatDuration } from "../duration.ts";
import { LockError } from "../errors.ts";
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
    if (performance.now() >= giveUp || options.signal.aborted) throw locked(await lockHolder(database), options.wait);
    if (!told) options.onWaiting(await lockHolder(database), options.wait);
    told = true;
    await pause(100 + Math.random() * 150);
  }
  try {
    return await work();
  } finally {
    if (session.alive) await session.attempt(`select pg_catalog.pg_advisory_unlock('${key}'::pg_catalog.int8)`);
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
    connectedAt: String(row["connected_at"]),
  };
}

/** Advisory locks are kept apart by database already; the schema keeps several ledgers of one database apart. */
function lockKey(schema: string): bigint {
  return createHash("sha256").update(`migraph ${schema}`).digest().readBigInt64BE(0);
}

async function tryLock({ session }: Database, key: bigint): Promise<boolean> {
  const [row] = await session.send(`select pg_catalog.pg_try_advisory_lock('${key}'::pg_catalog.int8) as taken`);
  return row?.["taken"] === true;
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
