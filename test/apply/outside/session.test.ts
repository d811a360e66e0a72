import { describe, expect, test } from "vitest";
import { breakOff, journal, outside, rewrite } from "../../support/broken-off.ts";
import { freshRole, servers, tables } from "../../support/database.ts";
import { project, writeRevisionFiles } from "../../support/project.ts";
import { failureOf, happenings, migratorOn, recorded, scene } from "../../support/scene.ts";

describe.each(servers)("the session of a script outside a transaction on PostgreSQL $major", (server) => {
  test("what a script sets holds to its end, and not beyond", async () => {
    const up = `create schema app;
set search_path = app;
set lock_timeout = '7s';
create table in_app as select current_setting('lock_timeout') as lock_timeout;
vacuum in_app;
create index concurrently on in_app (lock_timeout);
insert into in_app values (current_setting('lock_timeout'));`;
    const { migrator, sql } = await scene(
      [
        outside(up),
        { id: "b2", parents: ["a1"], up: "create table b2 as select current_setting('search_path') as path" },
      ],
      server,
    );
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await sql`select * from app.in_app`).toEqual([{ lock_timeout: "7s" }, { lock_timeout: "7s" }]);
    expect(await sql`select path from b2`).toEqual([{ path: '"$user", public' }]);
  });

  test("a run that goes on sets anew what the script had set before", async () => {
    const there = await scene([outside("")], server);
    const { migrator, sql } = there;
    await breakOff(
      there,
      [
        "create schema app",
        "select pg_catalog.set_config('search_path', 'app', false)",
        "create table first (id int)",
        "vacuum first",
        "create table second (id int)",
      ],
      4,
    );
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    const names = await sql`select tablename as name from pg_tables where schemaname = 'app' order by 1`;
    expect(names.map(({ name }) => name)).toEqual(["first", "second"]);
  });

  test("a script that takes on another role is marked and recorded as the one that connected", async () => {
    const there = await scene([outside("")], server);
    const { migrator, sql, database } = there;
    const { role } = await freshRole(database);
    await sql.unsafe(`create schema app authorization ${role}`);
    const up = `set role ${role};
create table app.first (id int);
create index concurrently on app.first (id);
begin;
create table app.second (id int);
commit;
set session authorization ${role};
create table app.third (id int);
vacuum app.third;
create table app.fourth (id int);`;
    writeRevisionFiles(`${there.root}/migrations`, outside(up));
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    const owners = await sql`select distinct tableowner as owner from pg_tables where schemaname = 'app'`;
    expect(owners.map(({ owner }) => owner)).toEqual([role]);
    expect(await sql`select applied_by from migraph.revision`).toEqual([{ applied_by: "postgres" }]);
  });

  test("a failure in another role's name is written all the same", async () => {
    const there = await scene([outside("")], server);
    const { role } = await freshRole(there.database);
    writeRevisionFiles(`${there.root}/migrations`, outside(`create table t (id int); set role ${role}; drop table t;`));
    expect(await failureOf(there.migrator.upgrade())).toMatchObject({ data: { sqlstate: "42501", statement: 3 } });
    expect(await journal(there.sql)).toEqual(["a1 up 1 done", "a1 up 2 done", "a1 up 3 begun"]);
    expect(await there.migrator.status()).toMatchObject({ role: "postgres", lock: null });
  });

  test("a role that may not read the ledger waits for a lock and tries again as any other", async () => {
    const there = await scene([outside("create table app.u (id int);\nalter table app.t add column x int;")], server);
    const { role } = await freshRole(there.database);
    await there.sql.unsafe(`create schema app authorization ${role}; create table app.t ()`);
    await there.sql.unsafe(`alter table app.t owner to ${role}`);
    const holding = await there.sql.reserve();
    await holding.unsafe("begin; lock table app.t");
    const { migrator, events } = await migratorOn(there.root, there.database.url, {
      onEvent: ({ type }) => void (type === "retrying" && holding.unsafe("rollback").execute()),
    });
    expect(await migrator.upgrade("head", { role, lockTimeout: 100 })).toMatchObject({ heads: ["a1"] });
    holding.release();
    expect(events.filter(({ type }) => type === "retrying")).not.toHaveLength(0);
  });

  test("who holds a lock that was not to be had is named", async () => {
    const { migrator, sql } = await scene([outside("select 1;\nlock table t;")], server);
    await sql`create table t ()`;
    const holding = await sql.reserve();
    await holding.unsafe("begin; lock table t");
    const error = await failureOf(migrator.upgrade("head", { retries: 0, lockTimeout: 500 }));
    await holding.unsafe("rollback");
    holding.release();
    expect(error).toMatchObject({ data: { sqlstate: "55P03", blockers: [{ query: "begin; lock table t" }] } });
    expect(error.hint).toMatch(/holds the lock.*goes on with statement 2/);
  });

  test("a role that may not write the ledger can have its failed statement corrected", async () => {
    const there = await scene([outside("create index concurrently on app.t ((1 / id));")], server);
    const { role } = await freshRole(there.database);
    await there.sql.unsafe(`create schema app authorization ${role}; create table app.t as select 0 as id`);
    await there.sql.unsafe(`alter table app.t owner to ${role}`);
    expect(await failureOf(there.migrator.upgrade("head", { role }))).toMatchObject({ data: { sqlstate: "22012" } });
    rewrite(there, "create index concurrently on app.t (id);");
    expect(await there.migrator.upgrade("head", { role })).toMatchObject({ heads: ["a1"] });
    const indexes = await there.sql`select indexdef as definition from pg_indexes where schemaname = 'app'`;
    expect(indexes.map(({ definition }) => definition)).toEqual([expect.stringMatching(/\(id\)$/)]);
  });

  test("a login that begins its sessions as another role marks and records as that one", async () => {
    const { database, sql } = await scene([], server);
    const { role: owner } = await freshRole(database);
    const { role: login, url } = await freshRole(database);
    await sql.unsafe(`grant create on database ${database.name} to ${owner}; create schema app authorization ${owner};
      grant ${owner} to ${login}; alter role ${login} noinherit; alter role ${login} set role = ${owner}`);
    const a1 = outside("create table app.t (id int);\nvacuum app.t;");
    const root = project([
      { id: "root", up: "select 1" },
      { ...a1, parents: ["root"] },
    ]);
    const { migrator } = await migratorOn(root, url);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await sql`select tableowner as owner from pg_tables where schemaname = 'app'`).toEqual([{ owner }]);
  });

  test("a role that is not there is told as for any other script, with what has been done", async () => {
    const there = await scene([{ id: "root" }, { ...outside("create table t (id int)"), parents: ["root"] }], server);
    await there.migrator.upgrade("root");
    expect(await failureOf(there.migrator.upgrade("head", { role: "nobody_here" }))).toMatchObject({
      code: "role_refused",
      exitCode: 3,
      data: { revision: "a1", direction: "up", heads: ["root"] },
    });
    expect(await happenings(there.sql)).toEqual(["up root", "failure a1"]);
    expect(await journal(there.sql)).toEqual([]);
  });

  test("timeouts are as the header says", async () => {
    const header = ["-- transaction: off", "-- statement-timeout: 30ms"];
    const { migrator } = await scene([{ id: "a1", header, up: "select 1; select pg_sleep(20);" }], server);
    expect(await failureOf(migrator.upgrade())).toMatchObject({ data: { sqlstate: "57014", statement: 2 } });
  });

  test("a script that gives up the lock ends the run", async () => {
    const up = "create table a1 (id int); select pg_advisory_unlock_all(); create table never (id int);";
    const { migrator, sql } = await scene([outside(up)], server);
    expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "lock_lost", data: { statements_done: 1 } });
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await recorded(sql)).toEqual([]);
  });

  test("passwords in what the server says do not get into the ledger", async () => {
    const up = "select 1; do $$ begin raise exception 'cannot reach postgresql://u:canary@h/db'; end $$;";
    const { migrator, sql } = await scene([outside(up)], server);
    expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "script_failed" });
    const kept = await sql`select error from migraph.step union all select error from migraph.event`;
    expect(JSON.stringify(kept)).toContain("cannot reach");
    expect(JSON.stringify(kept)).not.toContain("canary");
  });

  test("what is found in the database on behalf of a secret revision is not shown", async () => {
    const header = ["-- transaction: off", "-- secret: on"];
    const up = "create index concurrently if not exists i on t (id) where name <> 'other';";
    const { migrator, sql, events } = await scene([{ id: "a1", header, up }], server);
    await sql`create table t (id int, name text)`;
    await sql`create index i on t (id) where name <> 'canary'`;
    const { code, message, hint, data } = await failureOf(migrator.upgrade());
    expect(code).toBe("statement_refused");
    expect(JSON.stringify([message, hint, data, events])).not.toContain("canary");
  });

  test.each([["on"], ["off"]])("why a secret revision is tried again is not shown (transaction: %s)", async (mode) => {
    const header = [`-- transaction: ${mode}`, "-- secret: on"];
    const up = "do $$ begin raise exception 'canary' using errcode = '55P03'; end $$;";
    const { migrator, events } = await scene([{ id: "a1", header, up }], server);
    expect(await failureOf(migrator.upgrade("head", { retries: 1 }))).toMatchObject({ code: "script_failed" });
    expect(events.filter(({ type }) => type === "retrying")).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain("canary");
  });

  test("nobody sees the text of a secret revision", async () => {
    const header = ["-- transaction: off", "-- secret: on"];
    const up = "create table t (id int);\ndo $$ begin perform 1; commit; end $$;\nselect 'canary' / 0;";
    const there = await scene([{ id: "a1", header, up }], server);
    const { migrator, sql, events } = there;
    const error = await failureOf(migrator.upgrade());
    await sql`update migraph.step set finished_at = null where position = 2`;
    const doubt = await failureOf(migrator.upgrade());
    expect(doubt).toMatchObject({ code: "interrupted_statement" });
    const told = [error, doubt].map(({ message, hint, data, cause }) => ({ message, hint, data, cause }));
    const kept = await sql`select statement, error from migraph.step union all select null, error from migraph.event`;
    expect(kept).not.toHaveLength(0);
    expect(JSON.stringify([told, events, kept])).not.toMatch(/canary|create table|perform/);
  });
});
