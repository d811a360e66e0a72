import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/database/server.ts";
import { statement } from "../../src/database/statement.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import { migraph, start } from "../support/cli.ts";
import { freshDatabase, freshRole, newest, servers, type TestDatabase, tables } from "../support/database.ts";
import { PGBOUNCER, type PoolerOptions, pooler } from "../support/pgbouncer.ts";
import { project, type TestRevision } from "../support/project.ts";
import { failureOf, happenings, migratorOn, recorded } from "../support/scene.ts";

const LINE = [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }];
const SLOW = [{ id: "a1" }, { id: "b2", parents: ["a1"], up: "create table b2 (id int); select pg_sleep(60);" }];

if (PGBOUNCER === undefined) process.stderr.write("pgbouncer is not installed: its tests are skipped\n");

/** A project, and a database of its own behind a pooler. */
async function pooled(revisions: readonly TestRevision[], options: PoolerOptions = {}, server = newest()) {
  const database = await freshDatabase(server);
  const through = await pooler(database, options);
  return { root: project(revisions), database, sql: database.sql, ...through };
}

/** When a step of a run is at work. */
async function running({ sql }: Pick<TestDatabase, "sql">): Promise<void> {
  await expect.poll(() => sleeping({ sql }), { timeout: 20_000 }).toBe(1);
}

const sleeping = async ({ sql }: Pick<TestDatabase, "sql">) =>
  (await sql`select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`).count;
const advisoryLocks = async ({ sql }: Pick<TestDatabase, "sql">) =>
  (
    await sql`select from pg_locks l join pg_database d on d.oid = l.database
    where locktype = 'advisory' and d.datname = current_database()`
  ).count;

const leases = async ({ sql }: Pick<TestDatabase, "sql">) => (await sql`select from migraph.lease`).count;
const expire = ({ sql }: Pick<TestDatabase, "sql">) =>
  sql`update migraph.lease set expires_at = clock_timestamp() - interval '1 second'`;

describe.skipIf(PGBOUNCER === undefined)("through pgbouncer", () => {
  test.for(servers)(
    "4 migrators at once apply every revision once, and leave no lock (PostgreSQL $major)",
    async (server) => {
      const { root, url, sql } = await pooled(LINE, {}, server);
      const migrators = await Promise.all(Array.from({ length: 4 }, () => migratorOn(root, url)));
      const results = await Promise.all(migrators.map(({ migrator }) => migrator.upgrade()));
      expect(results.map(({ heads }) => heads)).toEqual(Array.from({ length: 4 }, () => ["c3"]));
      expect(results.flatMap(({ steps }) => steps.map(({ revision }) => revision))).toEqual(["a1", "b2", "c3"]);
      expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
      expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
      expect(await leases({ sql })).toBe(0);
      expect(await advisoryLocks({ sql })).toBe(0);
    },
  );

  test("4 processes at once too", async () => {
    const { root, url, sql } = await pooled(LINE);
    const ended = await Promise.all(Array.from({ length: 4 }, () => migraph(["upgrade", "--url", url], { cwd: root })));
    expect(ended.map(({ code, stderr }) => [code, stderr.replace(/^waiting up to .*\n/, "")])).toEqual(
      Array.from({ length: 4 }, () => [0, ""]),
    );
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
    expect(await leases({ sql })).toBe(0);
  });

  test("a long history passes in batches, up and down", async () => {
    const many = Array.from({ length: 120 }, (_, index) => ({
      id: `r${index}`,
      parents: index === 0 ? [] : [`r${index - 1}`],
      up: `insert into log values (${index});`,
      down: `delete from log where id = ${index};`,
    }));
    const { root, url, sql } = await pooled(many);
    await sql`create table log (id int)`;
    const { migrator } = await migratorOn(root, url);
    await migrator.upgrade();
    expect(await recorded(sql)).toEqual(many.map(({ id }) => id));
    expect((await sql`select from log`).count).toBe(120);
    await migrator.downgrade("base");
    expect((await sql`select from log`).count).toBe(0);
  });

  test.for(["transaction", "session"] as const)(
    "status says that a lease is used in %s mode, and why",
    async (mode) => {
      const { root, url } = await pooled(LINE, { mode });
      const { migrator } = await migratorOn(root, url);
      expect(await migrator.status()).toMatchObject({ locking: { kind: "lease", reason: "pooler" }, lock: null });
      const { stdout } = await migraph(["status", "--url", url], { cwd: root });
      expect(stdout).toContain("by a lease: the connection goes through a pooler");
      const { migrator: stubborn } = await migratorOn(project([]), url);
      expect(await stubborn.status()).toMatchObject({ locking: { kind: "lease" } });
    },
  );

  test("an advisory lock can be insisted on where the pooler keeps sessions", async () => {
    const { root, url, sql } = await pooled(LINE, { mode: "session" });
    const { migrator } = await migratorOn(root, url);
    expect(await migrator.upgrade("head", { lock: "advisory" })).toMatchObject({ heads: ["c3"] });
    expect(await advisoryLocks({ sql })).toBe(0);
  });

  test("who goes through the pooler and who does not keep each other out", async () => {
    const { root, url, database, sql } = await pooled(SLOW);
    const outside = await migratorOn(root, database.url);
    await outside.migrator.upgrade("a1");
    const slow = start(["upgrade", "--url", url], { cwd: root });
    await running({ sql });
    const error = await failureOf(outside.migrator.upgrade("head", { wait: 0 }));
    expect(error).toMatchObject({ code: "locked", exitCode: 4, data: { holder: { kind: "lease" } } });
    slow.child.kill("SIGINT");
    expect(await slow.ended).toMatchObject({ code: 130 });
    const direct = start(["upgrade", "--url", database.url], { cwd: root });
    await running({ sql });
    const inside = await migratorOn(root, url);
    const locked = await failureOf(inside.migrator.upgrade("head", { wait: 0 }));
    expect(locked).toMatchObject({ code: "locked", data: { holder: { kind: "advisory" } } });
    direct.child.kill("SIGINT");
    expect(await direct.ended).toMatchObject({ code: 130 });
  });

  test("Ctrl-C cancels the running script, rolls it back, and gives the lease back", async () => {
    const { root, url, sql } = await pooled(SLOW);
    const run = start(["upgrade", "--url", url], { cwd: root });
    await running({ sql });
    run.child.kill("SIGINT");
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toContain("b2 (up) was interrupted");
    expect(await recorded(sql)).toEqual(["a1"]);
    expect(await leases({ sql })).toBe(0);
  });

  test("what is cancelled is the process that runs the transaction, not the one that was met first", async () => {
    const { url, sql } = await pooled([], { inTurn: true });
    const ready = async () => (await sql`select from pg_stat_activity where datname = current_database()`).count;
    const { session, server } = await openDatabase(parseDatabaseUrl(url, {}), "migraph");
    onTestFinished(() => session.close());
    await expect.poll(ready, { timeout: 20_000 }).toBe(3);
    const settings = statement("record/transaction.sql");
    await session.pipeline(["begin", settings, "commit"]);
    // The two take turns.
    if (session.transaction?.pid !== server.pid) await session.send("select");
    const working = session.pipeline(["begin", settings, "select pg_sleep(60)", "commit"]);
    await running({ sql });
    expect(session.transaction?.pid).not.toBe(server.pid);
    await session.cancel(undefined);
    const [, , slept] = await working;
    expect(slept).toMatchObject({ ok: false, error: { sqlState: "57014" } });
  });

  test("a connection that is lost with many steps under way: what was done is told, the rest is not done later", async () => {
    const { root, url, sql } = await pooled([
      { id: "a1" },
      { id: "b2", up: "create table b2 (id int); select pg_terminate_backend(pg_backend_pid());" },
      { id: "c3" },
    ]);
    const { migrator } = await migratorOn(root, url);
    const error = await failureOf(migrator.upgrade("heads"));
    expect(error).toMatchObject({ code: "connection_lost", exitCode: 3, data: { committed: false, heads: ["a1"] } });
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await happenings(sql)).toEqual(["up a1", "failure b2"]);
    expect(await leases({ sql })).toBe(0);
  });

  test("a migrator that was killed is followed by the next one when its lease expires", async () => {
    const { root, url, database, sql } = await pooled(SLOW);
    const run = start(["upgrade", "--url", url], { cwd: root });
    await running({ sql });
    run.child.kill("SIGKILL");
    await run.ended;
    // The pooler hangs up on the process of the server when its client has gone.
    await expect.poll(() => sleeping(database), { timeout: 20_000 }).toBe(0);
    expect(await leases(database)).toBe(1);
    const { migrator } = await migratorOn(project(LINE), url);
    expect(await failureOf(migrator.upgrade("head", { wait: 0 }))).toMatchObject({ code: "locked", exitCode: 4 });
    await expire(database);
    expect(await migrator.upgrade("head", { wait: 0 })).toMatchObject({ heads: ["c3"] });
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
  });

  test("a migrator that was killed is followed by the next one when its lease was broken", async () => {
    const { root, url, database, sql } = await pooled(SLOW);
    const run = start(["upgrade", "--url", url], { cwd: root });
    await running({ sql });
    run.child.kill("SIGKILL");
    await run.ended;
    const { code, stdout } = await migraph(["unlock", "--yes", "--url", url], { cwd: root });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("The lock is broken.") });
    expect(await leases(database)).toBe(0);
    const { migrator } = await migratorOn(project(LINE), url);
    expect(await migrator.upgrade("head", { wait: 0 })).toMatchObject({ heads: ["c3"] });
    expect(await happenings(sql)).toEqual(["up a1", "unlock", "up b2", "up c3"]);
  });

  test("a migrator that was frozen while another took over writes nothing any more, and says so", async () => {
    const root = project([
      { id: "a1" },
      // So long that nothing is sent behind it.
      { id: "b2", parents: ["a1"], up: `create table b2 (id int); select pg_sleep(3); -- ${"x".repeat(1_000_000)}` },
      { id: "c3", parents: ["b2"] },
      { id: "d4", parents: ["c3"] },
    ]);
    const database = await freshDatabase();
    const { sql } = database;
    const { url } = await pooler(database);
    const frozen = start(["upgrade", "--url", url], { cwd: root });
    await running(database);
    frozen.child.kill("SIGSTOP");
    // What the server was sent, it carries out.
    await expect.poll(() => recorded(sql), { timeout: 20_000 }).toContain("b2");
    await expire(database);
    const { migrator } = await migratorOn(root, url);
    expect(await migrator.upgrade("c3", { wait: 0 })).toMatchObject({ heads: ["c3"] });
    frozen.child.kill("SIGCONT");
    const { code, stderr } = await frozen.ended;
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("the lock was lost before c3") });
    expect(await recorded(sql)).toEqual(["a1", "b2", "c3"]);
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
    expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
    expect(await leases(database)).toBe(0);
  });
});

/** What a script may leave behind in the server's process. */
const LEAKS = [
  "select pg_catalog.set_config('search_path', '', false);",
  "set statement_timeout = '9s'; set lock_timeout = '9s';",
  "set timezone = 'Asia/Tokyo'; set datestyle = 'German, DMY'; set application_name = 'leak';",
  "set standard_conforming_strings = off;",
  "set my.own = 'x';",
  "set session characteristics as transaction read only;",
  "create temp table leak (id int);",
  "create temp table later (id int unique deferrable initially deferred); insert into later values (1);",
  "prepare leak as select 1;",
  "declare leak cursor with hold for select generate_series(1, 3); fetch leak;",
  "reset all;",
];

describe.skipIf(PGBOUNCER === undefined)("a process of the server that others use too", () => {
  /** As a client finds it who comes after us. */
  async function stateOf(through: Awaited<ReturnType<typeof pooled>>) {
    const client = through.connect();
    const [row] = await client`
      select current_setting('search_path') as path, current_setting('statement_timeout') as statement_timeout,
        current_setting('lock_timeout') as lock_timeout, current_setting('timezone') as timezone,
        current_setting('datestyle') as datestyle, current_setting('standard_conforming_strings') as strings,
        coalesce(current_setting('my.own', true), '') as own, current_setting('default_transaction_read_only') as read_only,
        current_setting('application_name') as application, current_user as role, session_user as login,
        (select json_agg(name order by name) from pg_prepared_statements) as statements,
        (select json_agg(name order by name) from pg_cursors where is_holdable) as cursors,
        (select json_agg(relname order by relname) from pg_class
          where relpersistence = 't' and relkind = 'r' and relname <> 'later') as temporary`;
    await client.end();
    return row;
  }

  test.for(servers)("is as it was before, whatever scripts leave in it (PostgreSQL $major)", async (server) => {
    // Whatever comes behind it would clear away what it leaves: the last one leaves it all.
    const last = LEAKS.filter((leak) => !leak.includes("read only") && leak !== "reset all;").join("\n");
    const revisions = [...LEAKS, last].map((up, index) => ({
      id: `r${index}`,
      parents: index === 0 ? [] : [`r${index - 1}`],
      up,
    }));
    const through = await pooled(revisions, { size: 1 }, server);
    const before = await stateOf(through);
    const { migrator } = await migratorOn(through.root, through.url);
    expect(await migrator.upgrade()).toMatchObject({ heads: [`r${LEAKS.length}`] });
    expect(await stateOf(through)).toEqual(before);
    expect((await through.sql`select distinct application from migraph.lease`).count).toBe(0);
  });

  test("keeps what others have set and prepared, which scripts do not see", async () => {
    const through = await pooled(
      [{ id: "a1", up: "create table a1 as select current_setting('search_path') as path, to_regclass('temporary');" }],
      { size: 1, connectQuery: "set search_path to app, public; set timezone to utc; prepare theirs as select 2" },
    );
    const before = await stateOf(through);
    expect(before).toMatchObject({ path: "app, public", statements: ["theirs"] });
    const { migrator } = await migratorOn(through.root, through.url);
    await migrator.upgrade();
    expect(await stateOf(through)).toEqual(before);
    expect(await through.sql`select path from public.a1`).toEqual([{ path: '"$user", public' }]);
  });

  test("is as it was after a script that failed", async () => {
    const through = await pooled([{ id: "a1", up: "set search_path = ''; set my.own = 'x'; select 1/0;" }], {
      size: 1,
    });
    const before = await stateOf(through);
    const { migrator } = await migratorOn(through.root, through.url);
    await failureOf(migrator.upgrade());
    expect(await stateOf(through)).toEqual(before);
    expect(await happenings(through.sql)).toEqual(["failure a1"]);
  });

  test("is given the parameters of the URL that the pooler refuses, for each script", async () => {
    const { root, url, sql } = await pooled([
      { id: "a1", up: "create table a1 as select current_setting('work_mem') as memory;" },
      { id: "b2", parents: ["a1"], up: "insert into app.a1 select current_setting('work_mem');" },
    ]);
    await sql`create schema app`;
    const options = encodeURIComponent("-c search_path=app,\\ public --work-mem=7MB");
    const { migrator } = await migratorOn(root, `${url}?options=${options}`);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await sql`select memory from app.a1`).toEqual([{ memory: "7MB" }, { memory: "7MB" }]);
  });

  test("runs a script for as long as it takes, with the heartbeat beside it", async () => {
    const { root, url, sql } = await pooled([
      { id: "a1", up: "select pg_sleep(3);" },
      { id: "b2", parents: ["a1"] },
    ]);
    const { migrator } = await migratorOn(root, url);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await leases({ sql })).toBe(0);
  });

  test("serves a role that may do no more than migrate", async () => {
    const database = await freshDatabase();
    const { role } = await freshRole(database);
    await database.sql.unsafe(
      `grant create on database ${database.name} to ${role}; grant create on schema public to ${role}`,
    );
    const { url } = await pooler(database, { user: role });
    const { migrator } = await migratorOn(project(LINE), url);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["c3"] });
    expect(await database.sql`select distinct role from migraph.event`).toEqual([{ role }]);
  });
});
