import { describe, expect, test } from "vitest";
import { freshDatabase, freshRole, servers, tables } from "../support/database.ts";
import { project, writeRevisionFiles } from "../support/project.ts";
import { failureOf, happenings, migratorOn, recorded, scene } from "../support/scene.ts";

/** What a script may leave behind, which neither its record nor the next script may feel. */
const LEAKS: readonly (readonly [string, string])[] = [
  ["an empty search_path, as pg_dump's", "select pg_catalog.set_config('search_path', '', false);"],
  ["another search_path", "create schema elsewhere; set search_path = elsewhere;"],
  [
    "timeouts",
    "set statement_timeout = '9s'; set lock_timeout = '9s'; set idle_in_transaction_session_timeout = '9min';",
  ],
  ["local timeouts", "set local statement_timeout = '9s'; set local lock_timeout = '9s';"],
  ["a time zone and a date style", "set timezone = 'Asia/Tokyo'; set datestyle = 'German, DMY';"],
  ["strings with backslashes", "set standard_conforming_strings = off; set escape_string_warning = on;"],
  ["a client that hears nothing", "set client_min_messages = error;"],
  ["a setting of its own", "set my.own = 'x';"],
  ["everything reset", "reset all;"],
  ["transactions that are read-only from now on", "set session characteristics as transaction read only;"],
  ["transactions of another kind", "set session characteristics as transaction isolation level serializable;"],
  ["a replication role without triggers", "set session_replication_role = replica;"],
  ["temporary tables", "create temp table leak (id int); create temp table revision (id int);"],
  [
    "a temporary table with checks to come",
    "create temp table leak (id int unique deferrable initially deferred); insert into leak values (1);",
  ],
  ["a prepared statement", "prepare leak as select 1;"],
  ["an open cursor", "declare leak cursor with hold for select generate_series(1, 3); fetch leak;"],
  ["an open savepoint", "savepoint leak; create table more (id int); drop table more;"],
  ["row security", "set row_security = off;"],
  ["checks at once", "set constraints all immediate;"],
];

const CLEAN = `do $$
begin
  if current_user <> 'postgres' or session_user <> 'postgres'
    or current_setting('search_path') <> '"$user", public'
    or current_setting('statement_timeout') <> '0'
    or current_setting('lock_timeout') <> '5s'
    or current_setting('timezone') = 'Asia/Tokyo'
    or current_setting('datestyle') like 'German%'
    or current_setting('standard_conforming_strings') <> 'on'
    or current_setting('client_min_messages') <> 'notice'
    or coalesce(current_setting('my.own', true), '') <> ''
    or current_setting('transaction_isolation') <> 'read committed'
    or current_setting('transaction_read_only') <> 'off'
    or current_setting('session_replication_role') <> 'origin'
    or current_setting('row_security') <> 'on'
    or to_regclass('pg_temp.leak') is not null or to_regclass('pg_temp.revision') is not null
    or exists (select from pg_prepared_statements) or exists (select from pg_cursors where name = 'leak')
  then raise exception 'the session is not as it was';
  end if;
end $$;
select 1;`;

/** Each leak in a revision of its own, and behind each one that looks whether the session is as it was. */
function leaking(leaks: typeof LEAKS) {
  const revisions = leaks.flatMap(([what, leak], index) => [
    { id: `leak${index}`, message: what, up: `create table leak${index} (id int);\n${leak}` },
    { id: `clean${index}`, message: `After ${what}`, up: CLEAN },
  ]);
  return revisions.map((revision, index) => ({
    ...revision,
    parents: revisions.slice(index - 1, index).map(({ id }) => id),
  }));
}

describe.each(servers)("on PostgreSQL $major", (server) => {
  test("whatever a script leaves in the session, it is recorded, and the next one starts clean", async () => {
    const { migrator, sql } = await scene(leaking(LEAKS), server);
    const { steps } = await migrator.upgrade();
    const rows = await sql`select id, applied_by from migraph.revision order by applied_order`;
    expect(rows).toEqual(steps.map(({ revision }) => ({ id: revision, applied_by: "postgres" })));
    expect(steps).toHaveLength(2 * LEAKS.length);
    expect(await migrator.status()).toMatchObject({ applied: 2 * LEAKS.length, lock: null });
  });

  test("another role is recorded as the one that logged in, and the next script starts as that", async () => {
    const database = await freshDatabase(server);
    const { role } = await freshRole(database);
    const { sql } = database;
    await sql.unsafe(`grant create on schema public to ${role}`);
    const { migrator } = await migratorOn(
      project([
        { id: "a1", up: `set role ${role};` },
        { id: "b2", parents: ["a1"], up: `${CLEAN}\nset session authorization ${role};\ncreate table mine (id int);` },
        { id: "c3", parents: ["b2"], up: CLEAN, down: `set role ${role};` },
      ]),
      database.url,
    );
    await migrator.upgrade();
    const rows = await sql`select distinct applied_by, e.role from migraph.revision, migraph.event e`;
    expect(rows).toEqual([{ applied_by: "postgres", role: "postgres" }]);
    expect(await sql`select tableowner from pg_tables where tablename = 'mine'`).toEqual([{ tableowner: role }]);
    await migrator.downgrade("b2");
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    expect((await happenings(sql)).at(-1)).toBe("down c3");
  });
});

test("in a single transaction too", async () => {
  // Transactions to come are not touched by it, and a table with checks to come cannot be dropped before COMMIT.
  const leaks = LEAKS.filter(([what]) => !what.includes("checks to come"));
  const { migrator, sql } = await scene(leaking(leaks));
  const { steps } = await migrator.upgrade("head", { singleTransaction: true });
  expect(steps).toHaveLength(2 * leaks.length);
  expect(await recorded(sql)).toHaveLength(2 * leaks.length);
});

test("a script that makes its transaction read-only is not kept, and told so", async () => {
  const { migrator, sql } = await scene([
    { id: "a1" },
    { id: "b2", parents: ["a1"], up: "create table b2 (id int); set transaction read only;" },
  ]);
  const error = await failureOf(migrator.upgrade());
  expect(error).toMatchObject({ code: "read_only_transaction", exitCode: 1, data: { revision: "b2", heads: ["a1"] } });
  expect(error.hint).toContain("nothing was kept");
  expect(await tables(sql)).toEqual(["a1"]);
  expect(await recorded(sql)).toEqual(["a1"]);
});

test("what a failing script left does not reach what comes after it", async () => {
  const { migrator, root, sql } = await scene([
    { id: "a1", up: "prepare leak as select 1; set search_path = ''; set statement_timeout = '9s'; select 1/0;" },
  ]);
  await failureOf(migrator.upgrade());
  writeRevisionFiles(`${root}/migrations`, { id: "a1", up: CLEAN });
  await migrator.upgrade();
  expect(await recorded(sql)).toEqual(["a1"]);
});

test("the role's own defaults are what scripts start with", async () => {
  const { migrator, database, sql } = await scene([
    {
      id: "a1",
      up: "set search_path = public; create table a1 as select current_setting('search_path') as path, current_setting('statement_timeout') as timeout, current_setting('transaction_isolation') as isolation;",
    },
    {
      id: "b2",
      parents: ["a1"],
      up: "create table b2 as select current_setting('search_path') as path, current_setting('statement_timeout') as timeout, current_setting('transaction_isolation') as isolation;",
    },
  ]);
  await sql.unsafe(`
    create schema app;
    alter database ${database.name} set search_path = app, public;
    alter database ${database.name} set statement_timeout = '1min';
    alter database ${database.name} set default_transaction_isolation = 'repeatable read'`);
  await migrator.upgrade();
  expect(await sql`select * from app.b2`).toEqual([
    { path: "app, public", timeout: "1min", isolation: "repeatable read" },
  ]);
});
