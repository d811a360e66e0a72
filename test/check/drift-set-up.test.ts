import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freshRole, newest, servers } from "../support/database.ts";
import { type TestRevision, writeRevisionFiles } from "../support/project.ts";
import { failureOf, migratorOn, scene } from "../support/scene.ts";
import type { TestServer } from "../support/server.ts";
import { shop } from "./drift-shop.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "made1", up: "create table people (id int); create function f() returns int language sql as 'select 1';" },
  { id: "made2", parents: ["made1"], up: "create type mood as enum ('sad'); create view everybody as table people;" },
];

const oldest = servers[0] ?? newest();

/** Migrated by a role of its own, on a server whose administrator lets readers read whatever it makes. */
async function place(server: TestServer = newest()) {
  const made = await scene(REVISIONS, server);
  const { database, sql, root } = made;
  const app = await freshRole(database);
  const reader = await freshRole(database);
  await sql.unsafe(`
    grant create on database ${database.name} to ${app.role};
    grant all on schema public to ${app.role};
    alter default privileges for role ${app.role} in schema public grant select on tables to ${reader.role};
    alter default privileges for role ${app.role} revoke execute on functions from public;
    alter default privileges for role ${app.role} grant execute on functions to ${reader.role}`);
  const { migrator } = await migratorOn(root, app.url);
  await migrator.upgrade();
  const drift = async (settings = {}) => migrator.drift({ scratch: database.url, ...settings });
  const messages = async () => (await drift()).findings.map(({ message }) => message);
  return { ...made, migrator, app: app.role, reader: reader.role, drift, messages };
}

test.each([oldest, newest()])(
  "what the administrator of PostgreSQL $major has set up is no drift, and is said",
  async (server) => {
    const { drift, app } = await place(server);
    const { ok, findings, set_up } = await drift();
    expect(findings).toEqual([]);
    expect(ok).toBe(true);
    expect(set_up).toContain(`default privileges for role ${app} in schema public on tables`);
    expect(set_up.join()).toContain(`schema public: grant`);
  },
);

test("an object that somebody gave to another role, or granted to one, shows beside the set-up", async () => {
  const { sql, app, reader, messages } = await place();
  await sql.unsafe(`
    alter table people owner to postgres;
    grant insert on everybody to ${reader}`);
  expect(await messages()).toEqual([
    `table people: owner ${app} → postgres`,
    `view everybody: grant INSERT to ${reader} left over`,
  ]);
});

test("what a revision made belongs to the role that ran it, and is no drift", async () => {
  const { root, sql, app, database, drift } = await place();
  const other = await freshRole(database);
  await sql.unsafe(`grant ${app} to ${other.role}`);
  const { migrator } = await migratorOn(root, other.url);
  writeRevisionFiles(join(root, "migrations"), { id: "made3", parents: ["made2"], up: "create table late (id int);" });
  await migrator.upgrade();
  expect((await drift()).findings).toEqual([]);
  await sql.unsafe(`alter table late owner to ${app}`);
  expect((await drift()).findings).toEqual([]);
});

test("the only table, or half of what there is, given away shows, and not what a configured role has made", async () => {
  const { root, database, sql, migrator } = await scene([{ id: "only", up: "create table only_one (id int);" }]);
  const { role } = await freshRole(database);
  await migrator.upgrade();
  const messages = async () => (await migrator.drift({ scratch: database.url })).findings.map(({ message }) => message);
  await sql.unsafe(`alter table only_one owner to ${role}`);
  expect(await messages()).toEqual([`table only_one: owner postgres → ${role}`]);
  writeRevisionFiles(join(root, "migrations"), { id: "next", parents: ["only"], up: "create table other (id int);" });
  await migrator.upgrade();
  expect(await messages()).toEqual([`table only_one: owner postgres → ${role}`]);
  const other = await scene([{ id: "sole", up: "create table only_one (id int);" }]);
  await other.sql.unsafe(`
    grant all on database ${other.database.name} to ${role};
    grant all on schema public to ${role}`);
  writeFileSync(join(other.root, "migraph.config.json"), JSON.stringify({ role }));
  const { migrator: as } = await migratorOn(other.root, other.database.url);
  await as.upgrade();
  expect((await as.drift({ scratch: other.database.url })).findings).toEqual([]);
});

test("a role that may only read the ledger finds the same", async () => {
  const { database, root, sql } = await place();
  const { role, url } = await freshRole(database);
  await sql.unsafe(`grant usage on schema migraph to ${role}; grant select on all tables in schema migraph to ${role}`);
  await sql.unsafe("alter table people add extra int");
  const { migrator } = await migratorOn(root, url);
  const { findings } = await migrator.drift({ scratch: database.url });
  expect(findings.map(({ message }) => message)).toEqual(["table people: column extra is in no revision"]);
  const { url: stranger } = await freshRole(database);
  const refused = await migratorOn(root, stranger);
  expect((await failureOf(refused.migrator.drift({ scratch: database.url }))).code).toBe("ledger_unreadable");
});

/** As a trusted extension: whoever may make objects in the database may make it. */
const forWhoeverRuns = (app: string) => `
  create extension hstore;
  grant select on people to ${app};
  create policy own on people to current_user using (true);
  alter default privileges in schema public grant select on sequences to public;`;

test("what is for whoever runs it is for another role there", async () => {
  const { root, app, reader, drift, sql, migrator } = await place();
  writeRevisionFiles(join(root, "migrations"), { id: "made3", parents: ["made2"], up: forWhoeverRuns(app) });
  await migrator.upgrade();
  expect((await drift()).findings).toEqual([]);
  await sql.unsafe(`alter policy own on people to ${reader}`);
  expect((await drift()).findings.map(({ message }) => message)).toEqual([
    `policy own on people: role ${app} missing, role ${reader} left over`,
  ]);
});

test("an extension that the revisions need and do not make was set up before them, and one that they do not need is drift", async () => {
  const { root, database, sql, migrator } = await scene([{ id: "first" }]);
  await sql.unsafe("create schema tools; create extension citext schema tools");
  await migrator.upgrade();
  const drift = async () => (await migrator.drift({ scratch: database.url })).findings.map(({ message }) => message);
  expect(await drift()).toEqual(["schema tools is in no revision", "extension citext is in no revision"]);
  const up = "create table mails (address tools.citext);";
  writeRevisionFiles(join(root, "migrations"), { id: "second", parents: ["first"], up });
  await migrator.upgrade();
  expect(await drift()).toEqual([]);
});

test("options of user mappings that the role may not see are not compared, and that is said", async () => {
  const up = `
    create extension postgres_fdw;
    create server far foreign data wrapper postgres_fdw;
    create user mapping for current_user server far options (user 'x', password 'canary-1');`;
  const { root, database, sql, migrator } = await scene([{ id: "first", up }]);
  await migrator.upgrade();
  const { role, url } = await freshRole(database);
  await sql.unsafe(`grant usage on schema migraph to ${role}; grant select on all tables in schema migraph to ${role}`);
  await sql.unsafe("alter user mapping for postgres server far options (set password 'canary-2')");
  const reader = await migratorOn(root, url);
  expect((await reader.migrator.drift({ scratch: database.url })).findings).toEqual([]);
  expect(reader.events).toContainEqual(
    expect.objectContaining({
      type: "warning",
      message: `role ${role} may not see the options of user mapping for postgres server far: they are not compared`,
    }),
  );
  const found = await migrator.drift({ scratch: database.url, diff: true });
  expect(found.findings).toMatchObject([{ object: "user mapping for postgres server far", revision: "first" }]);
  expect(JSON.stringify(found)).not.toContain("canary");
});

test("a scratch server of another major does not cry wolf, and is named", async () => {
  const made = await scene([], oldest);
  const { role } = await freshRole(made.database);
  const { migrator, events } = await migratorOn((await scene(shop(role), oldest)).root, made.database.url);
  await migrator.upgrade();
  const url = `postgresql://postgres@/postgres?host=${encodeURIComponent(newest().socketDirectory)}&port=${newest().port}`;
  const untouched = await migrator.drift({ scratch: url, makeRoles: true });
  expect(untouched.findings).toEqual([]);
  expect(untouched).toMatchObject({ server: { major: oldest.major }, scratch: { major: newest().major } });
  expect(events).toContainEqual(
    expect.objectContaining({ type: "warning", message: expect.stringContaining("replayed on 18") }),
  );
  await made.sql.unsafe("create or replace view active_users as select id, email from users where age > 30");
  const { findings } = await migrator.drift({ scratch: url, makeRoles: true });
  expect(findings.map(({ message }) => message)).toEqual(["view active_users: definition changed"]);
});
