import { setTimeout as pause } from "node:timers/promises";
import { formatDuration } from "../duration.ts";
import { DatabaseError, InterruptedError, LockError } from "../errors.ts";
import { describeHolder, type LockChoice, type LockHolder, type LockKind } from "../holder.ts";
import { advisoryHolder, tryAdvisoryLock } from "./advisory-lock.ts";
import { leaseHolder, tryLease } from "./lease.ts";
import { type Database, refreshDatabase, type ServerFacts } from "./server.ts";

/** A lock that we hold. Both kinds keep out those who want the other. */
export type Lock = {
  /** SQL for each transaction, before it writes: fails with LOCK_LOST unless the lock is ours, and keeps it ours till COMMIT. */
  readonly guard: string;
  /** SQL for the end of a transaction, which may have taken long; empty where nothing has to be kept up. */
  readonly renewal: string;
} & ({ readonly kind: "advisory" } | { readonly kind: "lease"; readonly holder: string });

export type LockedDatabase = Database & { readonly lock: Lock };

/** The state of a guard's error. No other statement of ours takes a root. */
export const LOCK_LOST = "2201F";

export interface LockOptions {
  readonly choice: LockChoice;
  /** Milliseconds. */
  readonly wait: number;
  readonly onWaiting: (holder: LockHolder | undefined, wait: number) => void;
  /** Makes the ledger where there is none, in which the lease is. */
  readonly makeLedger: (database: Database) => Promise<void>;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** What an attempt brings: the database as it stands now, and how to let go. */
export interface Held {
  readonly database: LockedDatabase;
  release(): Promise<void>;
}

/**
 * Runs `work` while no other migraph writes to this database and ledger. Polls: a session that waits inside
 * pg_advisory_lock holds a snapshot, on which the other's CREATE INDEX CONCURRENTLY would wait in turn, for ever.
 */
export async function withLock<Result>(
  database: Database,
  options: LockOptions,
  work: (database: LockedDatabase) => Promise<Result>,
): Promise<Result> {
  const giveUp = performance.now() + options.wait;
  let told = false;
  let held = await tryLock(database, options);
  while (held === undefined) {
    if (options.signal.aborted) throw stoppedWaiting();
    if (performance.now() >= giveUp) throw locked(await lockHolder(database), options.wait);
    if (!told) options.onWaiting(await lockHolder(database), options.wait);
    told = true;
    const left = Math.max(0, giveUp - performance.now());
    await pause(Math.min(left, 100 + Math.random() * 150), undefined, { signal: options.signal }).catch(
      () => undefined,
    );
    held = await tryLock(database, options);
  }
  try {
    return await work(held.database);
  } finally {
    await held.release();
  }
}

export function lockKindFor(choice: LockChoice, { pooled }: Pick<ServerFacts, "pooled">): LockKind {
  if (choice !== "auto") return choice;
  return pooled ? "lease" : "advisory";
}

/** Undefined when nobody holds the lock, of either kind. */
export async function lockHolder(database: Database): Promise<LockHolder | undefined> {
  const advisory = await advisoryHolder(database);
  if (advisory !== undefined) return advisory;
  // Somebody may have made the ledger since.
  return leaseHolder(hasLease(database) ? database : await refreshDatabase(database));
}

async function tryLock(database: Database, options: LockOptions): Promise<Held | undefined> {
  if (lockKindFor(options.choice, database.server) === "advisory") {
    const attempt = await tryAdvisoryLock(database);
    if (attempt === "busy") return undefined;
    if (attempt !== "moved") return attempt;
    if (options.choice === "advisory") throw moved();
  }
  const { server } = database;
  const pooled = { ...database, server: { ...server, pooled: server.pooled || options.choice === "auto" } };
  return tryLease(await withLedger(pooled, options));
}

/** Whoever else makes it at the same time may be faster. */
async function withLedger(database: Database, options: LockOptions): Promise<Database> {
  let here = database;
  if (hasLease(here)) return here;
  here = await refreshDatabase(here);
  if (hasLease(here)) return here;
  try {
    await options.makeLedger(here);
  } catch (error) {
    if (
      !(error instanceof DatabaseError) ||
      error.code !== "ledger_not_made" ||
      !MADE_ALREADY.has(String(error.data["sqlstate"]))
    )
      throw error;
  }
  return refreshDatabase(here);
}

function hasLease({ server }: Database): boolean {
  return server.ledgerTables.some(({ name }) => name === "lease");
}

/** There is such a schema, table or type; or a row about it, from a transaction that was committed a moment ago. */
const MADE_ALREADY: ReadonlySet<string> = new Set(["42P06", "42P07", "42710", "23505"]);

function moved(): DatabaseError {
  return new DatabaseError(
    "pooler",
    "the connection goes through a pooler that hands it from one process to the next",
    {
      hint: "an advisory lock cannot be held there: use --lock lease, or leave --lock out",
    },
  );
}

function stoppedWaiting(): InterruptedError {
  return new InterruptedError("stopped while waiting for another migraph; nothing was changed", {
    hint: "run the same command again to go on",
  });
}

function locked(holder: LockHolder | undefined, wait: number): LockError {
  const who = holder === undefined ? "another migraph" : `another migraph (${describeHolder(holder)})`;
  return new LockError(`${who} holds the lock, and did not let go within ${formatDuration(wait)}`, {
    hint: "wait longer with --wait, or see what it is doing, and whether to break its lock, with `migraph unlock`",
    data: holder === undefined ? {} : { holder },
  });
}
