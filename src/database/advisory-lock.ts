import type { LockHolder } from "../holder.ts";
import { clearLease } from "./lease.ts";
import { assertWritable } from "./ledger.ts";
import type { Held } from "./lock.ts";
import { lockKey } from "./lock-key.ts";
import { type Database, refreshDatabase } from "./server.ts";
import { sessionRules } from "./session-rules.ts";
import { statement } from "./statement.ts";

/** `moved`: another process of the server has answered, in which a lock would be left behind. */
export type AdvisoryAttempt = Held | "busy" | "moved";

/** The lock of a session that has a process of the server to itself. Others may have a lease at the same time: not ours. */
export async function tryAdvisoryLock(database: Database): Promise<AdvisoryAttempt> {
  const { session, server, schema } = database;
  const key = String(lockKey(schema));
  const own = !server.pooled;
  const [row] = await session.send(statement("lock/advisory_take.sql", { key, pid: server.pid, own }));
  if (row?.["pid"] !== server.pid) return "moved";
  if (row["taken"] !== true) return "busy";
  const release = () => releaseAdvisoryLock(database, key);
  try {
    const refreshed = await refreshDatabase(database);
    assertWritable(refreshed);
    if (!(await clearLease(refreshed))) {
      await release();
      return "busy";
    }
    const lock = { kind: "advisory" as const, guard: statement("lock/advisory_guard.sql", { key }), renewal: "" };
    return { database: { ...refreshed, lock }, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function releaseAdvisoryLock(database: Database, key: string): Promise<void> {
  const { readWrite } = sessionRules(database);
  const release = statement("lock/advisory_release.sql", { key });
  await database.session.attempt(readWrite === "" ? release : `${release};\n${readWrite}`);
}

export async function advisoryHolder({ session, schema }: Database): Promise<LockHolder | undefined> {
  const [row] = await session.send(statement("lock/advisory_holder.sql", { key: String(lockKey(schema)) }));
  if (row === undefined) return undefined;
  return {
    kind: "advisory",
    pid: Number(row["pid"]),
    role: String(row["role"]),
    application: String(row["application"]),
    client: String(row["client"]),
    since: String(row["since"] ?? "unknown"),
    state: (row["state"] ?? null) as string | null,
    query: (row["query"] ?? null) as string | null,
  };
}
