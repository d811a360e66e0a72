import { describe, expect, test } from "vitest";
import type { TracedRevision } from "../../src/results.ts";
import { newest, servers } from "../support/database.ts";
import { project, type TestRevision } from "../support/project.ts";
import { exists, failureOf, migratorOn, scene } from "../support/scene.ts";
import type { TestServer } from "../support/server.ts";

const BEFORE: TestRevision = {
  id: "base1",
  up: `create table users (id int primary key, mail varchar(10), n int);
create table orders (id int primary key, user_id int);
create index users_mail on users (mail);`,
};

/** The last revision of a project as it is traced on a server. */
async function traced(revision: Partial<TestRevision>, server: TestServer): Promise<TracedRevision> {
  const root = project([BEFORE, { id: "next2", parents: ["base1"], ...revision }]);
  const { migrator } = await migratorOn(root, undefined);
  const { scratch, revisions } = await migrator.trace("next2", { url: scratchUrl(server) });
  expect(scratch).toMatchObject({ major: server.major });
  expect(revisions).toHaveLength(1);
  const [only] = revisions;
  if (only === undefined) throw new Error("nothing was traced");
  return only;
}

function scratchUrl({ socketDirectory, port }: TestServer): string {
  return `postgresql://postgres@/postgres?host=${encodeURIComponent(socketDirectory)}&port=${port}`;
}

describe.each(servers)("trace on PostgreSQL $major", (server) => {
  test("tells of each statement what it locks, reads through and writes anew, and what waits behind it", async () => {
    const { statements, transaction } = await traced(
      {
        up: `create index users_n on users (n);
alter table users alter column mail type varchar(20);
alter table users alter column n type bigint;
create table fresh (id int primary key, user_id int references users);
create index on fresh (user_id);
insert into fresh select id from users;`,
      },
      server,
    );
    expect(transaction).toBe(true);
    const said = statements.map(({ line, blocks_reads, blocks_writes, rewrites, scans, held_for }) => {
      return { line, blocks_reads, blocks_writes, rewrites, scans, held_for };
    });
    const nothing = { blocks_reads: [], blocks_writes: [], rewrites: [], scans: [] };
    const users = ["public.users"];
    expect(said).toEqual([
      { line: 6, ...nothing, blocks_writes: users, scans: users, held_for: 5 },
      { line: 7, ...nothing, blocks_reads: users, blocks_writes: users, held_for: 4 },
      { line: 8, ...nothing, rewrites: users, scans: users, held_for: 3 },
      // Blocked already.
      { line: 9, ...nothing, held_for: 2 },
      { line: 10, ...nothing, held_for: 1 },
      { line: 11, ...nothing, scans: users, held_for: 0 },
    ]);
    expect(statements[0]?.locks).toContainEqual({
      relation: "public.users",
      kind: "table",
      mode: "SHARE",
      existed: true,
    });
    expect(statements[3]?.locks).toContainEqual({
      relation: "public.fresh",
      kind: "table",
      mode: "ACCESS EXCLUSIVE",
      existed: false,
    });
  });

  test("tells of a script outside a transaction each statement by itself", async () => {
    const { statements, transaction } = await traced(
      {
        header: ["-- transaction: off"],
        up: `create index concurrently users_n on users (n);
vacuum full users;
begin;
alter table users add column x int;
select count(*) from orders;
commit;
alter table orders add column x int;`,
      },
      server,
    );
    expect(transaction).toBe(false);
    const said = statements.map(({ line, transaction: within, locks, rewrites, held_for }) => {
      const tables = locks.filter(({ kind, existed }) => kind === "table" && existed);
      return [line, within, tables.map(({ relation, mode }) => `${mode} on ${relation}`), rewrites, held_for];
    });
    expect(said).toEqual([
      [7, null, ["SHARE UPDATE EXCLUSIVE on public.users"], [], 0],
      [8, null, ["ACCESS EXCLUSIVE on public.users"], ["public.users"], 0],
      [10, 1, ["ACCESS EXCLUSIVE on public.users"], [], 1],
      [11, 1, ["ACCESS SHARE on public.orders"], [], 0],
      [13, 2, ["ACCESS EXCLUSIVE on public.orders"], [], 0],
    ]);
  });
});

test("settings, roles and data of a script are those of an upgrade, and those behind it find what it made", async () => {
  const root = project([
    BEFORE,
    { id: "data2", parents: ["base1"], up: "copy users (id) from stdin;\n1\n2\n\\.\nset search_path = '';" },
    { id: "more3", parents: ["data2"], up: "do $$ begin assert (select count(*) = 2 from users); end $$;" },
    { id: "last4", parents: ["more3"], up: "set role none; alter table users add column x int;" },
  ]);
  const { migrator } = await migratorOn(root, undefined);
  const { revisions } = await migrator.trace(undefined, { url: scratchUrl(newest()) });
  expect(revisions.map(({ revision }) => revision)).toEqual(["base1", "data2", "more3", "last4"]);
  expect(revisions[1]?.statements[0]).toMatchObject({ line: 6, locks: [{ mode: "ROW EXCLUSIVE" }] });
});

test("what is pending is traced where a database is configured, and that database is left alone", async () => {
  const { migrator, sql } = await scene([BEFORE, { id: "next2", parents: ["base1"] }]);
  await migrator.upgrade("base1");
  const url = scratchUrl(newest());
  expect((await migrator.trace(undefined, { url })).revisions.map(({ revision }) => revision)).toEqual(["next2"]);
  expect(await exists(sql, "next2")).toBe(false);
  await migrator.upgrade();
  expect(await migrator.trace(undefined, { url })).toEqual({ scratch: null, revisions: [] });
  expect((await migrator.trace("base1:next2", { url })).revisions).toHaveLength(2);
});

test("a script that fails is told with its place, and as one of a scratch database; a secret one is not quoted", async () => {
  const root = project([
    { id: "base1", header: ["-- secret: on"] },
    { id: "next2", parents: ["base1"], up: "select 1;\nselect nothing;" },
  ]);
  const { migrator } = await migratorOn(root, undefined);
  const url = scratchUrl(newest());
  expect(await failureOf(migrator.trace(undefined, { url }))).toMatchObject({
    code: "script_failed",
    message: 'column "nothing" does not exist',
    failure: { revision: "next2", place: { line: 7, column: 8 }, scratch: true },
  });
  const { revisions } = await migrator.trace("base1", { url });
  expect(revisions[0]?.statements).toMatchObject([{ text: null }]);
});
