import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VerifyError } from "../../src/errors.ts";
import { openMigrator } from "../../src/open.ts";
import { freshDatabase, servers, tables } from "../support/database.ts";
import { PGBOUNCER, pooler } from "../support/pgbouncer.ts";
import { project, type TestRevision, writeRevisionFiles } from "../support/project.ts";
import { exists, failureOf, happenings, migratorOn, recorded, scene } from "../support/scene.ts";

const GOOD = "insert into a1 values (1); select count(*) = 1 as inserted from a1;";
const CHAIN: readonly TestRevision[] = [
  { id: "a1", verify: GOOD },
  { id: "b2", parents: ["a1"] },
  {
    id: "c3",
    parents: ["b2"],
    up: "create table c3 (id int);\nset search_path = '';",
    verify: "select false as no from c3\nright join (select 1) x on true",
  },
  { id: "d4", parents: ["c3"] },
];

describe.each(servers)("upgrade --verify on PostgreSQL $major", (server) => {
  test("keeps no revision that fails its verify.sql, nor anything behind it", async () => {
    const { migrator, root, sql } = await scene(CHAIN, server);
    const error = await failureOf(migrator.upgrade("head", { verify: true }));
    if (!(error instanceof VerifyError)) throw error;
    expect(error).toMatchObject({
      code: "verify_failed",
      exitCode: 1,
      message: "c3 does not pass its verify.sql",
      data: {
        revision: "c3",
        file: `${root}/migrations/c3/verify.sql`,
        line: 1,
        kept: false,
        findings: [{ code: "verify_false", name: "no", row: 1, column: null }],
        heads: ["b2"],
      },
    });
    expect(error.data["applied"]).toHaveLength(2);
    expect(await tables(sql)).toEqual(["a1", "b2"]);
    expect(await sql`select * from a1`).toEqual([]);
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    expect(await happenings(sql)).toEqual(["verify a1", "up a1", "up b2", "failure c3"]);
    writeFileSync(join(root, "migrations/c3/verify.sql"), "select to_regclass('c3') is not null as found");
    expect(await migrator.upgrade("head", { verify: true })).toMatchObject({ heads: ["d4"] });
    expect(await tables(sql)).toEqual(["a1", "b2", "c3", "d4"]);
  });

  test("keeps nothing of a single transaction in which one fails", async () => {
    const { migrator, root, sql } = await scene(CHAIN, server);
    const all = { verify: true, singleTransaction: true };
    expect(await failureOf(migrator.upgrade("head", all))).toMatchObject({
      code: "verify_failed",
      data: { heads: [] },
    });
    expect(await tables(sql)).toEqual([]);
    expect(await recorded(sql)).toEqual([]);
    writeFileSync(join(root, "migrations/c3/verify.sql"), "select true");
    expect(await migrator.upgrade("head", all)).toMatchObject({ heads: ["d4"] });
    expect(await sql`select * from a1`).toEqual([]);
  });
});

test("a statement of a verify.sql that fails is told as one, and its revision is not kept", async () => {
  const { migrator, sql } = await scene([{ id: "a1", verify: "select true;\nselect\n  nothing;" }]);
  const error = await failureOf(migrator.upgrade("head", { verify: true }));
  expect(error).toMatchObject({
    data: { line: 3, findings: [{ code: "verify_failed", line: 3, column: 3, sqlstate: "42703" }], heads: [] },
  });
  expect(await recorded(sql)).toEqual([]);
});

test("what a script outside a transaction has done stays, recorded, and the failure is told", async () => {
  const off = ["-- transaction: off"];
  const { migrator, sql } = await scene([
    { id: "a1", header: off, verify: GOOD },
    { id: "b2", parents: ["a1"], header: off, verify: "insert into b2 values (1); select false as no;" },
    { id: "c3", parents: ["b2"] },
  ]);
  const error = await failureOf(migrator.upgrade("head", { verify: true }));
  expect(error).toMatchObject({ code: "verify_failed", data: { revision: "b2", kept: true, heads: ["b2"] } });
  expect(await recorded(sql)).toEqual(["a1", "b2"]);
  expect(await sql`select id from a1 union all select id from b2`).toEqual([]);
  expect(await happenings(sql)).toEqual(["up a1", "verify a1", "up b2", "verify b2"]);
  expect(await exists(sql, "c3")).toBe(false);
});

test("scripts and verify.sql with data of COPY go together", async () => {
  const { migrator, sql } = await scene([
    {
      id: "a1",
      up: "create table a1 (id int);\ncopy a1 from stdin;\n1\n2\n\\.\n",
      verify: "copy a1 from stdin;\n3\n\\.\nselect sum(id) = 6 as all_there from a1;",
    },
  ]);
  await migrator.upgrade("head", { verify: true });
  expect(await sql`select sum(id)::int as sum from a1`).toEqual([{ sum: 3 }]);
});

test("a verify.sql that ends its transaction is refused before anything is run, unless nothing is verified", async () => {
  const { migrator, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"], verify: "select true;\ncommit;" }]);
  expect(await failureOf(migrator.upgrade("head", { verify: true }))).toMatchObject({
    code: "bad_files",
    data: { findings: [{ code: "transaction_control", line: 2 }] },
  });
  expect(await exists(sql, "migraph.revision")).toBe(false);
  expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
});

test("redo verifies what it applies again; a downgrade verifies nothing", async () => {
  const { migrator, sql } = await scene([{ id: "a1", verify: "select false as no" }]);
  await migrator.upgrade();
  expect(await failureOf(migrator.redo(1, { verify: true }))).toMatchObject({
    code: "verify_failed",
    data: { applied: [{ revision: "a1", direction: "down" }], heads: [] },
  });
  expect(await recorded(sql)).toEqual([]);
  await migrator.upgrade();
  expect(await migrator.downgrade("base", { verify: true })).toMatchObject({ heads: [] });
});

test("`verify` in the configuration is --verify, and a call may say otherwise", async () => {
  const { root, database, sql } = await scene([{ id: "a1", verify: "select false" }]);
  writeFileSync(join(root, "migraph.config.json"), '{ "verify": true }');
  const { migrator } = await migratorOn(root, database.url);
  expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "verify_failed" });
  expect(await migrator.upgrade("head", { verify: false })).toMatchObject({ heads: ["a1"] });
  expect(await recorded(sql)).toEqual(["a1"]);
  writeFileSync(join(root, "migraph.config.json"), '{ "verify": "yes" }');
  const bad = openMigrator({ cwd: root, environment: {} });
  expect(await failureOf(bad)).toMatchObject({ code: "bad_config" });
});

test("a lock that a verify.sql waits for in vain is tried for again with its revision", async () => {
  const { migrator, database, events } = await scene([
    { id: "a1" },
    { id: "b2", parents: ["a1"], header: ["-- lock-timeout: 20ms"], verify: "lock table a1" },
  ]);
  await migrator.upgrade("a1");
  const held = await database.sql.reserve();
  await held`begin`;
  await held`lock table a1`;
  const upgrade = migrator.upgrade("head", { verify: true, retries: 8 });
  await expect.poll(() => events.some(({ type }) => type === "retrying")).toBe(true);
  await held`rollback`;
  held.release();
  expect(await upgrade).toMatchObject({ heads: ["b2"] });
});

test("a connection that is lost while it is verified is told as such, and what was kept", async () => {
  const end = "select pg_terminate_backend(pg_backend_pid())";
  const { migrator, sql, root } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"], verify: end }]);
  expect(await failureOf(migrator.upgrade("head", { verify: true }))).toMatchObject({
    code: "connection_lost",
    exitCode: 3,
    data: { revision: "b2", committed: false, heads: ["a1"] },
  });
  expect(await recorded(sql)).toEqual(["a1"]);
  writeRevisionFiles(join(root, "migrations"), {
    id: "b2",
    parents: ["a1"],
    header: ["-- transaction: off"],
    verify: end,
  });
  expect(await failureOf(migrator.upgrade("head", { verify: true }))).toMatchObject({
    code: "connection_lost",
    data: { revision: "b2", committed: true, heads: ["b2"] },
  });
  expect(await recorded(sql)).toEqual(["a1", "b2"]);
});

test("verify is interrupted like a script: nothing is kept", async () => {
  const { migrator, sql, events } = await scene([
    { id: "a1", verify: "do $$ begin raise notice 'now'; end $$; select pg_sleep(60)" },
  ]);
  const upgrade = failureOf(migrator.upgrade("head", { verify: true }));
  await expect.poll(() => events.some(({ type }) => type === "notice")).toBe(true);
  expect(migrator.interrupt()).toBe(true);
  expect(await upgrade).toMatchObject({ code: "interrupted", data: { heads: [] } });
  expect(await recorded(sql)).toEqual([]);
  await migrator.upgrade();
  const verify = failureOf(migrator.verify());
  await expect.poll(() => events.filter(({ type }) => type === "notice").length).toBe(2);
  migrator.interrupt();
  expect(await verify).toMatchObject({ code: "interrupted", exitCode: 1 });
});

test.skipIf(PGBOUNCER === undefined)(
  "behind a transaction pooler it is the same, and nothing is left there",
  async () => {
    const database = await freshDatabase();
    const { url, connect } = await pooler(database, { size: 1 });
    const root = project([
      {
        id: "a1",
        up: "create table a1 (id int); set search_path = '';",
        verify: `${GOOD} set search_path = left_over`,
      },
      {
        id: "b2",
        parents: ["a1"],
        header: ["-- transaction: off"],
        verify: "select to_regclass('b2') is not null as found",
      },
      { id: "c3", parents: ["b2"], verify: "select false as no" },
    ]);
    const { migrator } = await migratorOn(root, url);
    expect(await failureOf(migrator.upgrade("head", { verify: true }))).toMatchObject({
      code: "verify_failed",
      data: { revision: "c3", heads: ["b2"] },
    });
    expect(await recorded(database.sql)).toEqual(["a1", "b2"]);
    expect(await migrator.verify([], { lockTimeout: 1234 })).toMatchObject({ ok: true, revisions: [{}, {}] });
    const other = connect();
    expect(await other`select current_setting('search_path') as path, current_setting('lock_timeout') as lock`).toEqual(
      [{ path: '"$user", public', lock: "0" }],
    );
  },
);
