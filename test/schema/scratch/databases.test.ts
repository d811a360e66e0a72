import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import type { MigraphEvent } from "../../../src/events.ts";
import { replay, replaySteps } from "../../../src/schema/replay.ts";
import { openScratch } from "../../../src/schema/scratch/index.ts";
import { leftovers } from "../../../src/schema/scratch/leftovers.ts";
import { markText, scratchName } from "../../../src/schema/scratch/mark.ts";
import { freshDatabase, freshRole, newest, servers, tables } from "../../support/database.ts";
import { errorOf, project, type TestRevision } from "../../support/project.ts";
import { superuser } from "../../support/server.ts";
import { workplaceFor } from "../../support/workplace.ts";

const ONE: TestRevision = { id: "aaaa", up: "create table one (id int);" };
const TWO: TestRevision = { id: "bbbb", parents: ["aaaa"], up: "create table two (id int);" };
/** Process numbers end below it. */
const NOBODY = 2 ** 30;

/** A scratch server beside a project, its databases removed when the test is over. */
async function scratchFor(url: string, revisions: readonly TestRevision[] = [ONE, TWO], makeRoles = false) {
  const events: MigraphEvent[] = [];
  const workplace = await workplaceFor(project(revisions), { events });
  const scratch = await openScratch(workplace, { url, makeRoles });
  onTestFinished(() => scratch.close());
  const all = workplace.read("scripts");
  return { scratch, workplace, events, steps: replaySteps(all, all.graph.ids()) };
}

async function databaseNames(sql: { unsafe(text: string): PromiseLike<readonly unknown[]> }) {
  const rows = (await sql.unsafe("select datname as name from pg_database")) as readonly { name: string }[];
  return rows.map(({ name }) => name);
}

test.each(servers)(
  "on PostgreSQL $major a replay leaves what an upgrade leaves, and copies have it",
  async (server) => {
    const { url, sql, name: own } = await freshDatabase(server);
    const { scratch, steps } = await scratchFor(url);
    expect(scratch.server).toMatchObject({ major: server.major, embedded: false });
    const first = await scratch.create();
    await replay(first, steps);
    const copy = await scratch.create(first);
    await first.reopen();
    for (const { database } of [first, copy]) {
      expect(await database.session.send("select id from migraph.revision order by 1")).toMatchObject([
        { id: "aaaa" },
        { id: "bbbb" },
      ]);
      expect(await database.session.send("select from one, two")).toEqual([]);
    }
    await copy.database.session.send("drop table two");
    expect(await first.database.session.send("select from two")).toEqual([]);
    const made = [first.name, copy.name];
    expect(await databaseNames(sql)).toEqual(expect.arrayContaining(made));
    await copy.drop();
    expect(await databaseNames(sql)).not.toContain(copy.name);
    await scratch.close();
    const left = await databaseNames(sql);
    expect(left).not.toContain(first.name);
    // The database that the server was reached by is left alone.
    expect(left).toContain(own);
    expect(await tables(sql)).toEqual([]);
  },
);

test("scratch databases bear the mark of who made them, and are in UTF8", async () => {
  const { url, sql } = await freshDatabase(newest(), "encoding 'LATIN1' locale 'C' template template0");
  const { scratch } = await scratchFor(url);
  const { name } = await scratch.create();
  expect(name).toMatch(/^migraph_scratch_\d{14}_[0-9a-f]{12}$/);
  const [row] = await sql`
    select shobj_description(oid, 'pg_database') as mark, pg_encoding_to_char(encoding) as encoding
    from pg_database where datname = ${name}`;
  expect(row?.["mark"]).toContain(`by process ${process.pid} on ${hostname()}`);
  expect(row?.["encoding"]).toBe("UTF8");
});

test("an embedded server is of the major that is asked for, or else says which one was looked for", async () => {
  const workplace = await workplaceFor(project([ONE]));
  const exact = await openScratch(workplace, { major: 15 });
  onTestFinished(() => exact.close());
  expect(exact.server).toMatchObject({ major: 15, embedded: true });
  expect(exact.server).not.toHaveProperty("wanted_major");
  const other = await openScratch(workplace, { major: 13 });
  onTestFinished(() => other.close());
  expect(other.server).toMatchObject({ major: 18, embedded: true, wanted_major: 13 });
});

test("an embedded server has room for the locks of a large schema that one transaction makes and drops", async () => {
  const scratch = await openScratch(await workplaceFor(project([ONE])), {});
  onTestFinished(() => scratch.close());
  const { database } = await scratch.create();
  await database.session.send(`begin;
    do $$ begin for i in 1..20000 loop perform pg_advisory_xact_lock(i); end loop; end $$;`);
  await database.session.send("rollback");
});

test("the configured database is asked for its version", async () => {
  const oldest = servers[0];
  const { url } = await freshDatabase(oldest);
  const scratch = await openScratch(await workplaceFor(project([ONE]), { url }), {});
  onTestFinished(() => scratch.close());
  expect(scratch.server).toMatchObject({ major: oldest?.major, embedded: true });
});

test("a role that may make no databases is refused, and told what it needs", async () => {
  const database = await freshDatabase();
  const { role, url } = await freshRole(database);
  const error = await errorOf(() => scratchFor(url));
  expect(error).toMatchObject({ code: "scratch_refused", exitCode: 3, hint: expect.stringContaining("CREATEDB") });
  await database.sql.unsafe(`alter role ${role} createdb`);
  const { scratch, steps } = await scratchFor(url);
  await replay(await scratch.create(), steps);
  await scratch.close();
});

test("what a killed run has left is warned of and removed, and nothing else is", async () => {
  const { url, sql } = await freshDatabase();
  const orphan = scratchName(new Date());
  const old = scratchName(new Date(Date.now() - 2 * 3_600_000));
  const young = scratchName(new Date());
  const busy = scratchName(new Date(Date.now() - 2 * 3_600_000));
  const lookalike = `migraph_scratch_${randomBytes(6).toString("hex")}`;
  const role = `r_${randomBytes(6).toString("hex")}`;
  const all = [orphan, old, young, busy, lookalike];
  for (const name of all) await sql.unsafe(`create database ${name}`);
  const dead = markText().replace(`process ${process.pid}`, `process ${NOBODY}`);
  await sql.unsafe(
    `comment on database ${orphan} is '${dead}'; create role ${role}; comment on role ${role} is '${dead}'`,
  );
  const user = superuser(newest(), busy);
  await user`select 1`;
  onTestFinished(async () => {
    await user.end();
    for (const name of [young, busy, lookalike]) await sql.unsafe(`drop database if exists ${name}`);
  });
  const { workplace, events } = await scratchFor(url);
  const warning = events.find((event) => event.type === "warning");
  expect(warning?.hint).toContain("migraph scratch --clean");
  const signal = new AbortController().signal;
  const found = await leftovers(workplace, { url }, signal);
  expect(found.databases).toEqual(expect.arrayContaining([orphan, old]));
  expect(found.databases.filter((name) => [young, busy, lookalike].includes(name))).toEqual([]);
  expect(found.roles).toContain(role);
  expect(await databaseNames(sql)).toEqual(expect.arrayContaining(all));
  expect(await leftovers(workplace, { url, clean: true }, signal)).toMatchObject({ cleaned: true, kept: [] });
  const names = await databaseNames(sql);
  expect(all.filter((name) => names.includes(name))).toEqual([young, busy, lookalike]);
  expect(await sql`select from pg_roles where rolname = ${role}`).toHaveLength(0);
});
