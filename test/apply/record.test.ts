import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TOOL_VERSION } from "../../src/version.ts";
import { servers, tables } from "../support/database.ts";
import { edges, happenings, recorded, scene } from "../support/scene.ts";

const GRAPH = [
  { id: "a1", labels: ["core"], created: "2026-03-01T10:30:45Z", message: 'It\'s the first: "é😀" \\ $$' },
  { id: "b2", parents: ["a1"], verify: "select true;\n" },
  { id: "c3", parents: ["a1"], depends: ["b2"], header: ["-- secret: on"], created: "2026-03-02T00:00:00Z" },
  { id: "m4", parents: ["b2", "c3"], up: "", down: "" },
];

describe.each(servers)("the ledger on PostgreSQL $major", (server) => {
  test("holds what was run, word for word, with who, when and how long", async () => {
    const { migrator, root, sql } = await scene(GRAPH, server);
    const before = new Date();
    await migrator.upgrade();
    const file = (id: string, name: string) => readFileSync(join(root, "migrations", id, name), "utf8");
    const rows = await sql`select * from migraph.revision order by applied_order`;
    expect(rows.map(({ id, up_sql, down_sql, verify_sql }) => ({ id, up_sql, down_sql, verify_sql }))).toEqual([
      { id: "a1", up_sql: file("a1", "up.sql"), down_sql: file("a1", "down.sql"), verify_sql: null },
      { id: "b2", up_sql: file("b2", "up.sql"), down_sql: file("b2", "down.sql"), verify_sql: "select true;\n" },
      { id: "c3", up_sql: null, down_sql: null, verify_sql: null },
      { id: "m4", up_sql: file("m4", "up.sql"), down_sql: "", verify_sql: null },
    ]);
    const [first, second, third] = rows;
    expect(first).toMatchObject({
      message: GRAPH[0]?.message,
      labels: ["core"],
      created: new Date("2026-03-01T10:30:45Z"),
      applied_by: "postgres",
      stamped: false,
      up_checksum: expect.stringMatching(/^sql-1:[0-9a-f]{64}$/),
      down_checksum: expect.stringMatching(/^sql-1:[0-9a-f]{64}$/),
      verify_checksum: null,
    });
    expect(second?.["verify_checksum"]).toMatch(/^sql-1:/);
    expect(third?.["up_checksum"]).toMatch(/^sql-1:/);
    for (const row of rows) {
      expect(row["applied_at"].getTime()).toBeGreaterThanOrEqual(before.getTime() - 1000);
    }
    const times = await sql`select duration_ms from migraph.event where kind = 'up'`;
    expect(times).toHaveLength(4);
    for (const { duration_ms } of times) expect(Number(duration_ms)).toBeGreaterThan(0);
    expect(await edges(sql)).toEqual(["b2 > a1", "c3 > a1", "c3 ~ b2", "m4 > b2", "m4 > c3"]);
  });

  test("tells each happening of a run with its circumstances", async () => {
    const { migrator, sql } = await scene(GRAPH, server);
    await migrator.upgrade();
    await migrator.downgrade("b2");
    const rows = await sql`select * from migraph.event order by id`;
    expect(rows.map(({ kind, revision, direction }) => [kind, revision, direction])).toEqual([
      ["up", "a1", "up"],
      ["up", "b2", "up"],
      ["up", "c3", "up"],
      ["up", "m4", "up"],
      ["down", "m4", "down"],
    ]);
    for (const row of rows) {
      expect(row).toMatchObject({
        role: "postgres",
        client: hostname(),
        tool_version: TOOL_VERSION,
        error: null,
        detail: null,
        unfinished: null,
      });
    }
    const runs = rows.map(({ run }) => run);
    expect(new Set(runs.slice(0, 4)).size).toBe(1);
    expect(runs[4]).not.toBe(runs[0]);
  });

  test("forgets what a downgrade takes back, with its edges", async () => {
    const { migrator, sql } = await scene(GRAPH, server);
    await migrator.upgrade();
    const result = await migrator.downgrade("a1");
    expect(result.steps.map(({ revision, direction }) => [direction, revision])).toEqual([
      ["down", "m4"],
      ["down", "c3"],
      ["down", "b2"],
    ]);
    expect(result.heads).toEqual(["a1"]);
    expect(await recorded(sql)).toEqual(["a1"]);
    expect(await edges(sql)).toEqual([]);
    expect(await tables(sql)).toEqual(["a1"]);
  });

  test("holds a revision that is done again as the newest", async () => {
    const { migrator, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "x9" }], server);
    await migrator.upgrade("heads");
    const [old] = await sql`select applied_at, applied_order from migraph.revision where id = 'x9'`;
    const result = await migrator.redo();
    expect(result.steps.map(({ revision, direction }) => [direction, revision])).toEqual([
      ["down", "x9"],
      ["up", "x9"],
    ]);
    const [row] = await sql`select applied_at, applied_order from migraph.revision where id = 'x9'`;
    expect(Number(row?.["applied_order"])).toBeGreaterThan(Number(old?.["applied_order"]));
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up x9", "down x9", "up x9"]);
    await migrator.redo(3);
    expect(await recorded(sql)).toEqual(["a1", "b2", "x9"]);
    expect(await tables(sql)).toEqual(["a1", "b2", "x9"]);
  });

  test("marks what was stamped, and forgets what stands above", async () => {
    const { migrator, sql } = await scene(GRAPH, server);
    const result = await migrator.stamp("c3");
    expect(result.steps.map(({ revision, direction }) => [direction, revision])).toEqual([
      ["stamp", "a1"],
      ["stamp", "b2"],
      ["stamp", "c3"],
    ]);
    const rows = await sql`select id, stamped, up_sql is null as secret from migraph.revision order by applied_order`;
    expect(rows).toEqual([
      { id: "a1", stamped: true, secret: false },
      { id: "b2", stamped: true, secret: false },
      { id: "c3", stamped: true, secret: true },
    ]);
    expect(await edges(sql)).toEqual(["b2 > a1", "c3 > a1", "c3 ~ b2"]);
    await migrator.stamp("a1");
    expect(await recorded(sql)).toEqual(["a1"]);
    expect(await happenings(sql)).toEqual(["stamp a1", "stamp b2", "stamp c3", "unstamp c3", "unstamp b2"]);
    expect(await tables(sql)).toEqual([]);
  });

  test("is emptied by a purge, foreign revisions included, before it is filled again", async () => {
    const { migrator, sql } = await scene(GRAPH, server);
    await migrator.stamp("m4");
    await sql.unsafe(`
      insert into migraph.revision (id, message, labels, up_checksum, down_checksum, up_raw, down_raw, stamped)
      values ('alien1', 'x', '{}', 'x', 'x', 'x', 'x', false), ('alien2', 'x', '{}', 'x', 'x', 'x', 'x', false);
      insert into migraph.edge values ('alien1', 'm4', 'parent'), ('alien2', 'alien1', 'parent')`);
    await migrator.stamp("b2", { purge: true });
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    expect(await edges(sql)).toEqual(["b2 > a1"]);
    await migrator.stamp("base", { purge: true });
    expect(await recorded(sql)).toEqual([]);
  });

  test("a stamped revision can be taken back and run", async () => {
    const { migrator, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"] }], server);
    await sql`create table a1 (id int)`;
    await migrator.stamp("a1");
    await migrator.upgrade();
    expect(await sql`select id, stamped from migraph.revision order by 1`).toEqual([
      { id: "a1", stamped: true },
      { id: "b2", stamped: false },
    ]);
    expect(await migrator.downgrade("base")).toMatchObject({ heads: [] });
    expect(await tables(sql)).toEqual([]);
  });
});

test("a second stamp of the same thing does nothing", async () => {
  const { migrator, sql } = await scene(GRAPH);
  await migrator.stamp("m4");
  expect(await migrator.stamp("m4")).toMatchObject({ steps: [], heads: ["m4"] });
  expect(await happenings(sql)).toHaveLength(4);
});

test("a stamp that the ledger refuses leaves it as it was", async () => {
  const { migrator, sql } = await scene(GRAPH);
  await migrator.upgrade("a1");
  await sql`alter table migraph.revision add check (id <> 'c3')`;
  await expect(migrator.stamp("m4")).rejects.toMatchObject({
    code: "record_failed",
    exitCode: 1,
    data: { revision: "c3", direction: "stamp", sqlstate: "23514" },
  });
  expect(await recorded(sql)).toEqual(["a1"]);
  expect(await happenings(sql)).toEqual(["up a1"]);
});

test("the report of a run says what the ledger does", async () => {
  const { migrator, sql, events } = await scene(GRAPH);
  const result = await migrator.upgrade();
  const rows = await sql`select revision as id, duration_ms from migraph.event order by id`;
  expect(result.steps.map(({ revision, duration_ms }) => ({ id: revision, duration_ms }))).toEqual([...rows]);
  expect(events.map(({ type }) => type)).toEqual([
    "ledger-created",
    "run-started",
    ...Array.from({ length: 4 }, () => ["step-started", "step-finished"]).flat(),
    "run-ended",
  ]);
  expect(events.at(-2)).toMatchObject({ type: "step-finished", step: { revision: "m4" }, index: 3, total: 4 });
});
