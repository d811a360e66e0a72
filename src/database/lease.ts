import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { LockHolder } from "../holder.ts";
import { type Row, ServerError } from "./answers.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { assertWritable } from "./ledger.ts";
import type { Held } from "./lock.ts";
import { lockKey } from "./lock-key.ts";
import { parameterSettings } from "./pooler.ts";
import { type Database, refreshDatabase } from "./server.ts";
import { Session } from "./session.ts";
import { sessionRules } from "./session-rules.ts";
import type { ConnectionSettings } from "./settings.ts";
import { statement } from "./statement.ts";

/** How long a lease lasts without a sign of life, in seconds. */
const LEASE = 20;
const HEARTBEAT = 5_000;
/** Whoever waits for a row in one of our short transactions must see it as it is then. */
const BEGIN = "begin isolation level read committed read write";

/**
 * The lock of those who share the server's processes with others, behind a pooler: a row of the ledger. The ledger must be
 * there. Undefined when somebody else has it. `holder`: a UUID of the one who takes it.
 */
export async function tryLease(database: Database, holder: string = randomUUID()): Promise<Held | undefined> {
  const { schema, session, settings } = database;
  const application = parameterSettings(settings.parameters).get("application_name") ?? "migraph";
  const client = `${hostname()}, process ${process.pid}`;
  const take = statement("lock/lease_take.sql", { schema, holder, client, application, seconds: LEASE });
  const alone = statement("lock/lease_alone.sql", { key: String(lockKey(schema)) });
  const { readOnly, readWrite } = sessionRules(database);
  const before = readOnly === "" ? [] : [readOnly];
  let rows = await transaction(session, [...before, BEGIN, alone, take, "commit"]);
  // Some engines have no advisory locks; then nobody can hold one.
  if (rows instanceof ServerError && NO_ADVISORY_LOCKS.has(rows.sqlState)) {
    rows = await transaction(session, [...before, BEGIN, take, "commit"]);
  }
  if (rows instanceof ServerError) throw rows;
  if (!rows.some((row) => row["taken"] === true)) return undefined;
  const renewal = statement("lock/lease_renew.sql", { schema, holder, seconds: LEASE });
  const stopHeartbeat = startHeartbeat(session.settings, [BEGIN, renewal, "commit"], HEARTBEAT);
  const release = async () => {
    const spare = (await stopHeartbeat()) ?? (session.alive ? undefined : await openAgain(session.settings));
    await releaseLease(session.alive ? session : spare, schema, holder);
    await spare?.close();
    if (readWrite !== "") await session.attempt(readWrite);
  };
  try {
    const refreshed = await refreshDatabase(database);
    assertWritable(refreshed);
    const guard = statement("lock/lease_guard.sql", { schema, holder, seconds: LEASE });
    return { database: { ...refreshed, lock: { kind: "lease", holder, guard, renewal } }, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** The next command is not to wait for the lease of one whose connection was lost, if there is a way. */
async function openAgain(settings: ConnectionSettings): Promise<Session | undefined> {
  const connectTimeout = Math.min(settings.connectTimeout, 2_000);
  const opened = await Session.open({ ...settings, connectTimeout }, "select").catch(() => undefined);
  return opened?.session;
}

const NO_ADVISORY_LOCKS: ReadonlySet<string> = new Set(["0A000", "42883"]);

/** Whether no transaction of that holder can write any more. Not while one is open. */
export async function releaseLease(session: Session | undefined, schema: string, holder: string): Promise<boolean> {
  if (session === undefined) return false;
  const release = statement("lock/lease_release.sql", { schema, holder });
  const rows = await transaction(session, [BEGIN, release, "commit"]).catch(() => undefined);
  if (rows === undefined || rows instanceof ServerError) return false;
  const [row] = await session.send(statement("lock/lease_holder.sql", { schema }));
  return row?.["holder"] !== holder;
}

/** Takes away a lease that has expired. False when somebody has one. */
export async function clearLease({ session, server, schema }: Database): Promise<boolean> {
  if (!server.ledgerTables.some(({ name }) => name === "lease")) return true;
  const rows = await transaction(session, [
    BEGIN,
    statement("lock/lease_clear.sql", { schema }),
    statement("lock/lease_holder.sql", { schema }),
    "commit",
  ]);
  if (rows instanceof ServerError) throw rows;
  return rows.length === 0;
}

export async function leaseHolder({ session, server, schema }: Database): Promise<LockHolder | undefined> {
  if (!server.ledgerTables.some(({ name }) => name === "lease")) return undefined;
  const [row] = await session.send(statement("lock/lease_holder.sql", { schema }));
  if (row === undefined) return undefined;
  return {
    kind: "lease",
    holder: String(row["holder"]),
    pid: (row["pid"] ?? null) as number | null,
    role: String(row["role"]),
    application: String(row["application"]),
    client: String(row["client"]),
    since: String(row["since"]),
    heartbeat_at: String(row["heartbeat_at"]),
    expires_at: String(row["expires_at"]),
    expired: row["expired"] === true,
    state: (row["state"] ?? null) as string | null,
    query: (row["query"] ?? null) as string | null,
  };
}

/** The rows of all messages, or the first refusal. Throws ConnectionLost. */
async function transaction(session: Session, messages: readonly string[]): Promise<readonly Row[] | ServerError> {
  const rows: Row[] = [];
  for (const outcome of await session.pipeline(messages)) {
    if (outcome.ok) rows.push(...outcome.rows);
    else if (outcome.error instanceof ServerError) return outcome.error;
    else throw outcome.error;
  }
  return rows;
}
