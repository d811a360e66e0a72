import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fingerprintOf, fingerprintOfAll } from "../../src/schema/fingerprint.ts";
import { OBJECT_KINDS } from "../../src/schema/model.ts";
import { readSnapshot, SnapshotReader } from "../../src/schema/snapshot.ts";
import { freshDatabase, freshRole, servers, type TestDatabase } from "../support/database.ts";
import { compared, sessionOf } from "../support/schema-reader.ts";

const everyKind = readFileSync(join(import.meta.dirname, "every-kind.sql"), "utf8");

const EMPTY = [
  {
    kind: "schema",
    key: "schema public",
    schema: undefined,
    name: "public",
    parent: undefined,
    position: undefined,
    properties: {},
    sql: undefined,
    dependsOn: [],
  },
];

test.each(servers)("an empty database has nothing but schema public, as the server made it: $major", async (server) => {
  const snapshot = await readSnapshot(await sessionOf(await freshDatabase(server)));
  expect(compared(snapshot)).toEqual(EMPTY);
  expect(snapshot.server.major).toBe(server.major);
});

test.each(servers)("what is not of the schema leaves no trace: $major", async (server) => {
  const { sql, ...database } = await freshDatabase(server);
  await sql.unsafe(`
    create temp table passing (id serial primary key, body text);
    create temp view glance as select * from passing;
    create schema ledger; create table ledger.revision (id text primary key, big text);
    create function ledger.f() returns integer language sql as 'select 1';
    create type ledger.state as enum ('x');
    create table public.gone (id serial primary key, body text); drop table public.gone;
    analyze`);
  expect(compared(await readSnapshot(await sessionOf({ ...database, sql }), { except: ["ledger"] }))).toEqual(EMPTY);
});

test("of an extension there is the extension, and none of its members", async () => {
  const database = await freshDatabase();
  await database.sql.unsafe(
    "create schema e; create extension pg_trgm schema e; create extension hstore; create extension ltree",
  );
  const keys = [...(await readSnapshot(await sessionOf(database))).objects.keys()];
  expect(keys).toEqual(["schema e", "schema public", "extension hstore", "extension ltree", "extension pg_trgm"]);
});

test("a schema with an object of every kind is the same on every major, but for how the server writes queries", async () => {
  const [oldest, ...others] = await Promise.all(
    servers.map(async (server) => {
      const database = await freshDatabase(server);
      for (const statement of everyKind.split(/;\n/)) await database.sql.unsafe(statement);
      const snapshot = await readSnapshot(await sessionOf(database));
      await database.sql.unsafe("drop subscription sub");
      return compared(snapshot).map(({ sql, properties, ...object }) => {
        const isQuery = object.kind === "view" || object.kind === "materialized view";
        return { ...object, properties: { ...properties, ...(isQuery ? { definition: "" } : {}) } };
      });
    }),
  );
  for (const other of others) expect(other).toEqual(oldest);
  const kinds = new Set((oldest ?? []).map(({ kind }) => kind));
  expect(OBJECT_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
});

test("the order in which unrelated objects were made, and what was there before, make no difference", async () => {
  const statements = [
    "create table a (id serial primary key, x text)",
    "create function f() returns integer language sql as 'select 1'",
    "create type mood as enum ('sad', 'ok')",
    "create schema s",
    "create table b (m integer references b2)",
    "create view v as select 1 as one",
    "grant select on v to pg_monitor, public; comment on view v is 'v'",
  ];
  const texts = await Promise.all(
    [statements, [...statements].reverse()].map(async (list, index) => {
      const { sql, ...database } = await freshDatabase();
      if (index > 0) await sql.unsafe("create table before (id serial primary key); drop table before");
      await sql.unsafe("create table b2 (id integer primary key); create view v as select 1 as one");
      for (const statement of list) await sql.unsafe(statement.replace("create view", "create or replace view"));
      return readSnapshot(await sessionOf({ ...database, sql }));
    }),
  );
  const [one, other] = texts;
  if (one === undefined || other === undefined) throw new TypeError("two databases");
  expect(compared(other)).toEqual(compared(one));
  expect([...other.objects.keys()]).toEqual([...one.objects.keys()]);
  expect(fingerprintOfAll(other)).toBe(fingerprintOfAll(one));
});

test("a fingerprint changes with what is compared, and with nothing else", async () => {
  const database = await freshDatabase();
  await database.sql.unsafe("create table t (a integer, b text)");
  const reader = new SnapshotReader(await sessionOf(database));
  const prints = async () => {
    const snapshot = await reader.next();
    return [fingerprintOfAll(snapshot), ...[...snapshot.objects.values()].map(fingerprintOf)] as const;
  };
  const [all, ...each] = await prints();
  await database.sql.unsafe("insert into t values (1, 'x'); analyze t");
  expect(await prints()).toEqual([all, ...each]);
  await database.sql.unsafe("alter table t alter b set default 'x'");
  const [allNow, ...eachNow] = await prints();
  expect(allNow).not.toBe(all);
  expect(eachNow.filter((print, index) => print !== each[index])).toHaveLength(1);
});

test("settings and objects that a script left, and planted operators, change nothing of what is read", async () => {
  const database = await freshDatabase();
  await database.sql.unsafe(`
    create schema app; create table app.t (id bigint default 5, d interval default '1 day 2 hours',
      at timestamptz default '2026-01-01 00:00+00', f float8 default 0.1, b bytea default '\\xff', w text default 'a\\b');
    create view app.v as select t.* from app.t where at > '2026-02-03 04:05:06+00'`);
  const session = await sessionOf(database);
  const clean = compared(await readSnapshot(session));
  await session.send(`
    create schema evil;
    create function evil.eq(oid, oid) returns boolean language sql as 'select true';
    create operator evil.= (leftarg = oid, rightarg = oid, function = evil.eq);
    create function evil.format_type(oid, integer) returns text language sql as 'select ''evil''';
    create table evil.pg_class (oid oid)`);
  await session.send("create temp table pg_class (oid oid); create temp table pg_namespace (oid oid)");
  await session.send(`
    set search_path to evil, app, pg_temp, pg_catalog; set datestyle to 'German'; set intervalstyle to 'iso_8601';
    set timezone to 'Asia/Tokyo'; set extra_float_digits to 0; set bytea_output to 'escape';
    set quote_all_identifiers to on; set standard_conforming_strings to off; set transform_null_equals to on`);
  const after = compared(await readSnapshot(session, { except: ["evil"] }));
  expect(after).toEqual(clean);
  const [left] = await session.send(
    "select pg_catalog.current_setting('search_path') as path, pg_catalog.current_setting('datestyle') as style",
  );
  expect(left).toEqual({ path: "evil, app, pg_temp, pg_catalog", style: "German, DMY" });
});

test("whoever may connect can read all but the options of other people's user mappings", async () => {
  const database = await freshDatabase();
  await database.sql.unsafe(`
    create foreign data wrapper w; create server s foreign data wrapper w;
    create user mapping for postgres server s options (password 'secret');
    create table t (id serial primary key); create subscription sub connection 'password=secret' publication p
      with (connect = false, slot_name = none)`);
  const all = compared(await readSnapshot(await sessionOf(database)));
  const { url } = await freshRole(database);
  const seen = compared(await readSnapshot(await sessionOf({ ...database, url })));
  await database.sql.unsafe("drop subscription sub");
  const withoutOptions = all.map((object) => (object.kind === "user mapping" ? { ...object, properties: {} } : object));
  expect(seen).toEqual(withoutOptions);
  expect(JSON.stringify(all)).not.toContain("secret");
});

test("a role's grants are told by name, those of the owner as such, and a default that is written down as none", async () => {
  const database = await freshDatabase();
  const { role } = await freshRole(database);
  await database.sql.unsafe(`
    create table t (a integer); create function f() returns integer language sql as 'select 1';
    grant select on t to public; revoke select on t from public;
    grant select, insert on t to ${role} with grant option; grant update on t to public;
    grant execute on function f() to public`);
  const grants = await grantsIn(database);
  expect(grants).toEqual({
    "table public.t": { owner: ["ALL"], public: ["UPDATE"], [role]: ["INSERT*", "SELECT*"] },
    "function public.f()": undefined,
  });
  await database.sql.unsafe(`revoke all on t from public, ${role}; revoke all on function f() from public`);
  expect(await grantsIn(database)).toEqual({
    "table public.t": undefined,
    "function public.f()": { owner: ["EXECUTE"] },
  });
});

async function grantsIn(database: TestDatabase): Promise<Record<string, unknown>> {
  const { objects } = await readSnapshot(await sessionOf(database));
  const of = (key: string) => [key, objects.get(key)?.properties["grants"]] as const;
  return Object.fromEntries([of("table public.t"), of("function public.f()")]);
}

test("an object comes after what it needs in the order of its needs", async () => {
  const database = await freshDatabase();
  await database.sql.unsafe(`
    create schema s; create type s.mood as enum ('ok'); create extension hstore;
    create function s.f(integer) returns boolean language sql immutable as 'select true';
    create table s.a (id serial primary key, m s.mood, h hstore);
    create table s.b (a integer references s.a, check (s.f(a)));
    create view s.v as select m from s.a; create view s.w as select * from s.v;
    create policy p on s.b using (s.f(a)); create index i on s.a ((id + 1))`);
  const { objects } = await readSnapshot(await sessionOf(database));
  const needs = (key: string) => objects.get(key)?.dependsOn;
  expect(needs("table s.a")).toEqual(["schema s"]);
  expect(needs("column s.a.m")).toEqual(["enum s.mood", "table s.a"]);
  expect(needs("column s.a.id")).toEqual(["sequence s.a_id_seq", "table s.a"]);
  expect(needs("column s.a.h")).toEqual(["extension hstore", "table s.a"]);
  expect(needs("sequence s.a_id_seq")).toEqual(["schema s"]);
  expect(needs("constraint s.b.b_a_fkey")).toEqual(["index s.a_pkey", "table s.a", "table s.b"]);
  expect(needs("constraint s.b.b_check")).toEqual(undefined);
  expect(needs("constraint s.b.b_a_check")).toEqual(["function s.f(integer)", "table s.b"]);
  expect(needs("view s.w")).toEqual(["schema s", "view s.v"]);
  expect(needs("policy s.b.p")).toEqual(["function s.f(integer)", "table s.b"]);
  expect(needs("index s.a_pkey")).toEqual(["constraint s.a.a_pkey"]);
  expect(needs("index s.i")).toEqual(["table s.a"]);
});
