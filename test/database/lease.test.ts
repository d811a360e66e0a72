import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { writeLedger } from "../../src/apply/write.ts";
import { startHeartbeat } from "../../src/database/heartbeat.ts";
import { LOCK_LOST } from "../../src/database/lock.ts";
import { lockKey } from "../../src/database/lock-key.ts";
import { openDatabase } from "../../src/database/server.ts";
import { statement } from "../../src/database/statement.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import { freshDatabase, newest, servers, type TestDatabase, tables } from "../support/database.ts";
import { listen } from "../support/listener.ts";
import { project } from "../support/project.ts";
import { failureOf, happenings, migratorOn, recorded, scene } from "../support/scene.ts";
import { superuser } from "../support/server.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }];
const SOMEBODY = "00000000-0000-4000-8000-000000000001";

/** A ledger with a1 applied, and somebody else's lease in it. */
async function leased(expires: "in an hour" | "an hour ago") {
  const made = await scene(LINE);
  await made.migrator.upgrade("a1");
  await giveLease(made.database, expires);
  return made;
}

async function giveLease({ sql }: TestDatabase, expires: "in an hour" | "an hour ago"): Promise<void> {
  const hours = expires === "in an hour" ? 1 : -1;
  await sql`
    insert into migraph.lease (holder, client, application, expires_at)
    values (${SOMEBODY}, 'elsewhere, process 7', 'somebody', clock_timestamp() + make_interval(hours => ${hours}))`;
}

const leases = async ({ sql }: Pick<TestDatabase, "sql">) => (await sql`select from migraph.lease`).count;

describe.each(servers)("on PostgreSQL $major", (server) => {
  test.for([2, 6])("%i migrators with leases at once on a fresh database apply every revision once", async (count) => {
    const root = project(LINE);
    const { url, sql } = await freshDatabase(server);
    const migrators = await Promise.all(Array.from({ length: count }, () => migratorOn(root, url)));
    const results = await Promise.all(migrators.map(({ migrator }) => migrator.upgrade("head", { lock: "lease" })));
    expect(results.map(({ heads }) => heads)).toEqual(Array.from({ length: count }, () => ["c3"]));
    expect(results.flatMap(({ steps }) => steps.map(({ revision }) => revision))).toEqual(["a1", "b2", "c3"]);
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
    expect(await leases({ sql })).toBe(0);
  });
});

test("who waits longer than told says who has the lease, and changes nothing", async () => {
  const { migrator, sql, events } = await leased("in an hour");
  const error = await failureOf(migrator.upgrade("head", { wait: 300, lock: "lease" }));
  expect(error).toMatchObject({ code: "locked", exitCode: 4 });
  const holder = {
    kind: "lease",
    holder: SOMEBODY,
    client: "elsewhere, process 7",
    application: "somebody",
    pid: null,
  };
  expect(error.data["holder"]).toMatchObject({ ...holder, expired: false, role: "postgres" });
  expect(error.message).toContain("elsewhere, process 7");
  expect(events.filter(({ type }) => type === "lock-waiting")).toMatchObject([{ holder, wait: 300 }]);
  expect(await recorded(sql)).toEqual(["a1"]);
});

test("status says who has the lease", async () => {
  const { migrator } = await leased("in an hour");
  const { lock, locking } = await migrator.status();
  expect(lock).toMatchObject({ kind: "lease", holder: SOMEBODY });
  expect(locking).toEqual({ kind: "advisory", reason: "direct" });
});

test.for(["lease", "advisory"] as const)("an expired lease is taken over, by %s", async (lock) => {
  const { migrator, database } = await leased("an hour ago");
  expect(await migrator.upgrade("head", { wait: 0, lock })).toMatchObject({ heads: ["c3"] });
  expect(await leases(database)).toBe(0);
});

test.for(["lease", "advisory"] as const)("a lease that has not expired keeps out %s", async (lock) => {
  const { migrator, database } = await leased("in an hour");
  expect(await failureOf(migrator.upgrade("head", { wait: 0, lock }))).toMatchObject({ code: "locked", exitCode: 4 });
  expect(await leases(database)).toBe(1);
  const mine = await database.sql`select from pg_locks l join pg_database d on d.oid = l.database
    where locktype = 'advisory' and d.datname = current_database()`;
  expect(mine.count).toBe(0);
});

test.for(["lease", "advisory"] as const)(
  "whatever the clock says, nobody takes over while a step keeps the lease: %s",
  async (lock) => {
    const { migrator, database } = await leased("an hour ago");
    const step = superuser(database.server, database.name);
    onTestFinished(() => step.end({ timeout: 1 }));
    await step`begin`;
    await step`select from migraph.lease for no key update`;
    expect(await failureOf(migrator.upgrade("head", { wait: 0, lock }))).toMatchObject({ code: "locked" });
    expect(await migrator.status()).toMatchObject({ lock: { kind: "lease", expired: true } });
    await step`commit`;
    expect(await migrator.upgrade("head", { wait: 0, lock })).toMatchObject({ heads: ["c3"] });
  },
);

test("who holds the advisory lock keeps out those who want a lease", async () => {
  const { migrator, database } = await scene(LINE);
  const other = superuser(database.server, database.name);
  onTestFinished(() => other.end({ timeout: 1 }));
  await other`select pg_advisory_lock(${String(lockKey("migraph"))}::bigint)`;
  const error = await failureOf(migrator.upgrade("head", { wait: 0, lock: "lease" }));
  expect(error).toMatchObject({ code: "locked", data: { holder: { kind: "advisory" } } });
  await other`select pg_advisory_unlock_all()`;
  expect(await migrator.upgrade("head", { wait: 0, lock: "lease" })).toMatchObject({ heads: ["c3"] });
});

test("a script that gives up all advisory locks does not give up a lease", async () => {
  const { migrator } = await scene([
    { id: "a1", up: "create table a1 (id int); select pg_advisory_unlock_all();" },
    { id: "b2", parents: ["a1"] },
  ]);
  expect(await migrator.upgrade("head", { lock: "lease" })).toMatchObject({ heads: ["b2"] });
});

test("the lease is given back after success, failure and refusal", async () => {
  const { migrator, database } = await scene([...LINE, { id: "d4", parents: ["c3"], up: "select 1/0;", down: "" }]);
  await migrator.upgrade("c3", { lock: "lease" });
  expect(await leases(database)).toBe(0);
  await failureOf(migrator.upgrade("head", { lock: "lease" }));
  expect(await leases(database)).toBe(0);
  expect(await happenings(database.sql)).toContain("failure d4");
  await migrator.stamp("d4", { lock: "lease" });
  expect(await leases(database)).toBe(0);
  expect(await migrator.status()).toMatchObject({ lock: null, heads: ["d4"] });
});

describe("when the lease is lost in the middle", () => {
  const LOSES = [
    { id: "a1" },
    { id: "b2", parents: ["a1"], up: `update migraph.lease set holder = '${SOMEBODY}', client = 'elsewhere';` },
    { id: "c3", parents: ["b2"] },
  ];

  test("nothing more is run, and what was done is told", async () => {
    const { migrator, database, sql } = await scene(LOSES);
    const error = await failureOf(migrator.upgrade("head", { lock: "lease" }));
    expect(error).toMatchObject({ code: "lock_lost", exitCode: 1, data: { revision: "c3", heads: ["b2"] } });
    expect(error.hint).toContain("migraph status");
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await happenings(sql)).toEqual(["up a1", "up b2"]);
    expect(await leases(database)).toBe(1);
  });

  test("a single transaction is not kept", async () => {
    const { migrator, sql } = await scene(LOSES);
    const error = await failureOf(migrator.upgrade("head", { lock: "lease", singleTransaction: true }));
    expect(error).toMatchObject({ code: "lock_lost", data: { applied: [], heads: [] } });
    expect(await recorded(sql)).toEqual([]);
    expect(await tables(sql)).toEqual([]);
  });
});

test("a holder whose connection was ended says what became of its step, and gives the lease back", async () => {
  const { migrator, database, sql } = await scene([{ id: "a1", up: "select pg_terminate_backend(pg_backend_pid());" }]);
  const error = await failureOf(migrator.upgrade("head", { lock: "lease" }));
  expect(error).toMatchObject({ code: "connection_lost", exitCode: 3, data: { committed: false } });
  expect(await recorded(sql)).toEqual([]);
  expect(await leases(database)).toBe(0);
});

test("a connection that is lost with many steps under way: what was done is told, the rest is not done later", async () => {
  const { migrator, database, sql } = await scene([
    { id: "a1" },
    { id: "b2", up: "create table b2 (id int); select pg_terminate_backend(pg_backend_pid());" },
    { id: "c3" },
    { id: "d4" },
  ]);
  const error = await failureOf(migrator.upgrade("heads", { lock: "lease" }));
  expect(error).toMatchObject({
    code: "connection_lost",
    data: { committed: false, revision: "b2", applied: [{ revision: "a1" }], heads: ["a1"] },
  });
  expect(await tables(sql)).toEqual(["a1"]);
  expect(await happenings(sql)).toEqual(["up a1", "failure b2"]);
  expect(await leases(database)).toBe(0);
});

describe("the statements of the lease", () => {
  const values = { schema: "migraph", holder: SOMEBODY, seconds: 20 };

  test("the guard renews the lease and keeps its row; a heartbeat passes it by", async () => {
    const { sql, database } = await leased("an hour ago");
    const beating = superuser(database.server, database.name);
    onTestFinished(() => beating.end({ timeout: 1 }));
    await beating`set statement_timeout = '10s'`;
    await sql`begin`;
    await sql.unsafe(statement("lock/lease_guard.sql", values));
    expect((await beating.unsafe(statement("lock/lease_renew.sql", values))).count).toBe(0);
    await sql`commit`;
    expect(await sql`select expires_at > clock_timestamp() as lives from migraph.lease`).toEqual([{ lives: true }]);
    expect((await beating.unsafe(statement("lock/lease_renew.sql", values))).count).toBe(1);
  });

  test("a guarded transaction of the ledger writes nothing for who is not the holder", async () => {
    const { sql, database } = await leased("in an hour");
    const opened = await openDatabase(parseDatabaseUrl(database.url, {}), "migraph");
    onTestFinished(() => opened.session.close());
    const holder = "00000000-0000-4000-8000-000000000002";
    const guard = statement("lock/lease_guard.sql", { ...values, holder });
    const lock = { kind: "lease" as const, holder, guard, renewal: "" };
    const { error } = await writeLedger({ ...opened, lock }, ["create table written (id int)"]);
    expect(error).toMatchObject({ sqlState: LOCK_LOST });
    expect(await tables(sql)).toEqual(["a1"]);
  });

  test("the guard fails for who is not the holder, in a way that nothing else of ours fails", async () => {
    const { sql } = await leased("in an hour");
    const other = { ...values, holder: "00000000-0000-4000-8000-000000000002" };
    await expect(sql.unsafe(statement("lock/lease_guard.sql", other))).rejects.toMatchObject({ code: LOCK_LOST });
  });
});

test("a heartbeat survives the loss of its connection, and stops when it is told to", async () => {
  const { url, sql } = await freshDatabase();
  await sql`create table beats (pid int default pg_backend_pid())`;
  const beats = async () => (await sql`select from beats`).count;
  const stop = startHeartbeat(parseDatabaseUrl(url, {}), ["insert into beats default values"], 10);
  await expect.poll(beats).toBeGreaterThan(1);
  const [first] = await sql`select distinct pid, pg_terminate_backend(pid) from beats`;
  await expect.poll(async () => (await sql`select from beats where pid <> ${first?.["pid"]}`).count).toBeGreaterThan(1);
  const session = await stop();
  expect(session?.alive).toBe(true);
  await session?.close();
  const last = await beats();
  await sql`select pg_sleep(0.1)`;
  expect(await beats()).toBe(last);
});

test("an engine that has no advisory locks can be migrated with a lease", async () => {
  const database = await freshDatabase();
  const { port: behind, password } = newest();
  // The same length, so that messages stay whole.
  const { port } = await listen((socket) => {
    const server = connect(behind, "127.0.0.1");
    server.on("error", () => undefined);
    socket.on("data", (bytes) =>
      server.write(Buffer.from(bytes.toString("latin1").replaceAll("pg_try_advisory", "pg_has_no_locks"), "latin1")),
    );
    server.pipe(socket);
    socket.on("close", () => server.destroy());
  });
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/${database.name}`;
  const { migrator } = await migratorOn(project(LINE), url);
  expect(await migrator.upgrade("head", { lock: "lease" })).toMatchObject({ heads: ["c3"] });
  expect(await recorded(database.sql)).toEqual(["a1", "b2", "c3"]);
});
