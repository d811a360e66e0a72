import { describe, expect, test } from "vitest";
import { breakOff, journal, outside } from "../../support/broken-off.ts";
import { freshRole, servers, tables } from "../../support/database.ts";
import { failureOf, recorded, scene } from "../../support/scene.ts";

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
    const { writeRevisionFiles } = await import("../../support/project.ts");
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
    const { writeRevisionFiles } = await import("../../support/project.ts");
    writeRevisionFiles(`${there.root}/migrations`, outside(`create table t (id int); set role ${role}; drop table t;`));
    expect(await failureOf(there.migrator.upgrade())).toMatchObject({ data: { sqlstate: "42501", statement: 3 } });
    expect(await journal(there.sql)).toEqual(["a1 up 1 done", "a1 up 2 done", "a1 up 3 begun"]);
    expect(await there.migrator.status()).toMatchObject({ role: "postgres", lock: null });
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
