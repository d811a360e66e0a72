import fc from "fast-check";
import { expect, test } from "vitest";
import { SnapshotReader } from "../../src/schema/snapshot.ts";
import { freshDatabase, freshRole } from "../support/database.ts";
import { compared, sessionOf } from "../support/schema-reader.ts";

/** Few names, so that statements meet: most do something, the others fail and are left out. */
const table = fc.constantFrom("a.t", "a.u", "b.t", "b.u");
const column = fc.constantFrom("x", "y", "z");
const name = fc.constantFrom("t", "u", "v");
const schema = fc.constantFrom("a", "b");
const type = fc.constantFrom("integer", "text", "a.mood", "b.mood", "a.pair", "a.short");

function sql(texts: TemplateStringsArray, ...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((values) => texts.reduce((text, next, index) => text + values[index - 1] + next));
}

const statement = fc.oneof(
  sql`create table ${table} (x integer primary key, y ${type} not null, z text default 'q')`,
  sql`create table ${table} (x integer references ${table}, y text unique) partition by list (y)`,
  sql`create table ${table} (x integer check (x > 0), z ${type}) partition by range (x)`,
  sql`create table ${table} partition of ${table} default`,
  sql`create table ${table} (y integer) inherits (${table})`,
  sql`alter table ${table} detach partition ${table}`,
  sql`alter table ${table} no inherit ${table}`,
  sql`drop table ${table} cascade`,
  sql`alter table ${table} rename to ${name}`,
  sql`alter table ${table} set schema ${schema}`,
  sql`alter table ${table} rename ${column} to ${column}`,
  sql`alter table ${table} add ${column} ${type}`,
  sql`alter table ${table} add ${column} integer generated always as identity`,
  sql`alter table ${table} add ${column} serial`,
  sql`alter table ${table} drop ${column} cascade`,
  sql`alter table ${table} alter ${column} type ${type} using null`,
  sql`alter table ${table} alter ${column} set default null`,
  sql`alter table ${table} alter ${column} set default 'sad'`,
  sql`alter table ${table} alter ${column} set not null`,
  sql`alter table ${table} add constraint c check (${column} is not null) not valid`,
  sql`alter table ${table} validate constraint c`,
  sql`alter table ${table} rename constraint c to d`,
  sql`alter table ${table} add constraint f foreign key (${column}) references ${table}`,
  sql`alter table ${table} drop constraint c`,
  sql`alter table ${table} rename constraint t_pkey to p`,
  sql`alter table ${table} disable trigger all`,
  sql`alter table ${table} enable row level security`,
  sql`alter table ${table} cluster on i`,
  sql`create index i on ${table} (${column})`,
  sql`create index on ${table} (${column}, (${column} is null))`,
  sql`drop index ${schema}.i`,
  sql`alter index ${schema}.i rename to j`,
  sql`create view ${schema}.v as select * from ${table}`,
  sql`create view ${schema}.v as select t.${column}, u.${column} as q from ${table} t join ${table} u using (x)`,
  sql`create or replace view ${schema}.w as select ${column} from ${schema}.v where ${column} is not null`,
  sql`create materialized view ${schema}.m as select f.* from ${schema}.f() f`,
  sql`create or replace view ${schema}.w as select f.* from ${schema}.f() f`,
  sql`drop view ${schema}.v cascade`,
  sql`alter view ${schema}.v rename to w`,
  sql`create function ${schema}.f() returns ${table} language sql begin atomic select * from ${table} limit 1; end`,
  sql`create function ${schema}.f() returns setof ${table} language sql as 'select null'`,
  sql`drop function ${schema}.f() cascade`,
  sql`alter function ${schema}.f() rename to g`,
  sql`alter function ${schema}.f() stable`,
  sql`create function ${schema}.r() returns trigger language plpgsql as 'begin return new; end'`,
  sql`create trigger g after insert on ${table} for each row execute function ${schema}.r()`,
  sql`drop trigger g on ${table}`,
  sql`alter trigger g on ${table} rename to h`,
  sql`create rule r as on insert to ${table} do also select * from ${table}`,
  sql`drop rule r on ${table}`,
  sql`create policy p on ${table} using (exists (select from ${table} where ${column} is null))`,
  sql`drop policy p on ${table}`,
  sql`create statistics ${schema}.s on x, y from ${table}`,
  sql`drop statistics ${schema}.s`,
  sql`create type ${schema}.mood as enum ('sad', 'ok')`,
  sql`alter type ${schema}.mood add value 'glad' before 'ok'`,
  sql`alter type ${schema}.mood rename value 'sad' to 'low'`,
  sql`alter type ${schema}.mood rename to feeling`,
  sql`alter type ${schema}.feeling rename to mood`,
  sql`drop type ${schema}.mood cascade`,
  sql`create type a.pair as (x integer, y text)`,
  sql`alter type a.pair add attribute ${column} integer cascade`,
  sql`alter type a.pair rename attribute ${column} to ${column} cascade`,
  sql`create domain a.short as text check (length(value) < 9)`,
  sql`alter domain a.short rename constraint short_check to brief`,
  sql`alter domain a.short drop constraint brief`,
  sql`create sequence ${schema}.n owned by ${table}.x`,
  sql`alter sequence ${schema}.n increment 4`,
  sql`alter sequence ${schema}.n owned by none`,
  sql`drop sequence ${schema}.n cascade`,
  sql`comment on table ${table} is 'one'`,
  sql`comment on table ${table} is null`,
  sql`comment on column ${table}.${column} is 'two'`,
  sql`comment on column ${table}.${column} is null`,
  sql`comment on constraint c on ${table} is 'three'`,
  sql`comment on type ${schema}.mood is 'four'`,
  sql`comment on trigger g on ${table} is 'five'`,
  sql`grant select on ${table} to pg_monitor`,
  sql`grant update (${column}) on ${table} to pg_monitor`,
  sql`revoke all on ${table} from pg_monitor`,
  sql`alter table ${table} owner to pg_monitor`,
  sql`create publication k for table ${table}`,
  sql`alter publication k drop table ${table}`,
  sql`drop publication k`,
  sql`alter schema ${schema} rename to c`,
  sql`alter schema c rename to ${schema}`,
  sql`create schema ${schema}`,
  sql`drop schema ${schema} cascade`,
  sql`alter default privileges in schema ${schema} grant select on tables to pg_monitor`,
  sql`create extension citext schema ${schema}`,
  sql`drop extension citext cascade`,
);

test("a reader that reads only what has changed has what one has that reads all, whatever was done in between", async () => {
  const database = await freshDatabase();
  const [reader, other] = [
    new SnapshotReader(await sessionOf(database)),
    new SnapshotReader(await sessionOf(database)),
  ];
  // From the second look on its statements are prepared.
  await other.next();
  await other.next();
  const start = "drop schema if exists a, b, c cascade; drop publication if exists k; create schema a; create schema b";
  await fc.assert(
    fc.asyncProperty(
      fc.array(statement, { minLength: 10, maxLength: 40 }),
      fc.nat({ max: 3 }),
      async (statements, pause) => {
        await database.sql.unsafe(start);
        for (const [index, text] of statements.entries()) {
          await database.sql.unsafe(text).catch(() => undefined);
          if (index % (pause + 1) > 0) continue;
          expect(compared(await reader.next()), text).toEqual(compared(await other.full()));
        }
      },
    ),
    { numRuns: Number(process.env["SNAPSHOT_RUNS"] ?? 12), endOnFailure: true },
  );
});

test("what was under way at one look and is committed by the next is seen then, however old its transaction", async () => {
  const database = await freshDatabase();
  const reader = new SnapshotReader(await sessionOf(database));
  await reader.next();
  const [slow, fast] = [await sessionOf(database), await sessionOf(database)];
  await slow.send(
    "begin; create table slow (a integer); comment on table slow is 'x'; savepoint s; create view v as select 1 as one",
  );
  for (const name of ["one", "two", "three"]) {
    await fast.send(`create table ${name} (a integer)`);
    expect([...(await reader.next()).objects.keys()]).toContain(`table public.${name}`);
  }
  await slow.send("commit");
  const { objects } = await reader.next();
  expect(objects.get("table public.slow")?.properties["comment"]).toBe("x");
  expect(objects.has("view public.v")).toBe(true);
});

test("a snapshot that was given stays as it was", async () => {
  const database = await freshDatabase();
  const reader = new SnapshotReader(await sessionOf(database));
  await database.sql.unsafe("create table t (a integer)");
  const before = await reader.next();
  const copy = structuredClone(compared(before));
  await database.sql.unsafe("alter table t add b text; create table u (a integer)");
  await reader.next();
  expect(compared(before)).toEqual(copy);
});

test("a role that is renamed owns what it owned, under its new name", async () => {
  const database = await freshDatabase();
  const { role } = await freshRole(database);
  await database.sql.unsafe(`create table t (a integer); alter table t owner to ${role}`);
  const reader = new SnapshotReader(await sessionOf(database));
  await reader.next();
  await database.sql.unsafe(`alter role ${role} rename to ${role}_now`);
  const { objects } = await reader.next();
  await database.sql.unsafe(`alter role ${role}_now rename to ${role}`);
  expect(objects.get("table public.t")?.properties["owner"]).toBe(`${role}_now`);
});

test("a look that fails is told, and the next one is whole", async () => {
  const database = await freshDatabase();
  await database.sql.unsafe("create table t (a integer); create view v as select a from t");
  const session = await sessionOf(database);
  const reader = new SnapshotReader(session);
  await reader.next();
  await reader.next();
  await session.send("set lock_timeout to '50ms'");
  const other = await sessionOf(database);
  await other.send("alter view v set (security_barrier = true)");
  await other.send("begin; lock table v in access exclusive mode");
  await expect(reader.next()).rejects.toThrow("lock timeout");
  await other.send("rollback");
  const { objects } = await reader.next();
  expect(objects.get("view public.v")?.properties["options"]).toEqual({ security_barrier: "true" });
});
