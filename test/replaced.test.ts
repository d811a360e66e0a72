import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { servers } from "./support/database.ts";
import { type TestRevision, writeRevisionFiles } from "./support/project.ts";
import { hasPsql, psql } from "./support/psql.ts";
import { edges, exists, failureOf, recorded, type Scene, scene } from "./support/scene.ts";

// a1 ← b1 ← c1 ← d1, with x1 beside, which depends on b1. Squashed: b1 and c1 into c1.
const BEFORE: readonly TestRevision[] = [
  { id: "a1" },
  { id: "b1", parents: ["a1"] },
  { id: "c1", parents: ["b1"] },
  { id: "d1", parents: ["c1"] },
  { id: "x1", parents: ["a1"], depends: ["b1"] },
];

const C1: TestRevision = {
  id: "c1",
  parents: ["a1"],
  created: "2026-01-01T00:02:00Z",
  header: ["-- replaces: b1"],
  up: "create table b1 (id int);\ncreate table c1 (id int);",
  down: "drop table c1;\ndrop table b1;\n",
};

function squash({ root }: Pick<Scene, "root">): void {
  const migrations = join(root, "migrations");
  rmSync(join(migrations, "b1"), { recursive: true });
  writeRevisionFiles(migrations, C1);
  writeRevisionFiles(migrations, { id: "x1", parents: ["a1"], depends: ["c1"], created: "2026-01-01T00:04:00Z" });
}

async function squashed(applied: string | readonly string[]): Promise<Scene> {
  const made = await scene(BEFORE);
  await made.migrator.upgrade(applied);
  squash(made);
  return made;
}

test("a fresh database runs the one revision", async () => {
  const { root, sql, migrator } = await scene(BEFORE);
  squash({ root });
  expect((await migrator.upgrade("d1")).steps.map(({ revision }) => revision)).toEqual(["a1", "c1", "d1"]);
  expect(await recorded(sql)).toEqual(["a1", "c1", "d1"]);
  await migrator.downgrade("base");
  expect(await exists(sql, "b1")).toBe(false);
});

describe("a database that has what was squashed", () => {
  test("is at the head: nothing is pending, foreign or edited, and nothing is run", async () => {
    const { sql, migrator } = await squashed(["d1", "x1"]);
    expect(await migrator.status()).toMatchObject({
      applied: 4,
      heads: ["d1", "x1"],
      pending: [],
      foreign: [],
      edited: [],
      out_of_order: [],
      midway: [],
      replaced: [{ revision: "c1", replaces: ["b1"] }],
    });
    expect((await migrator.upgrade("heads")).steps).toEqual([]);
    expect((await migrator.diff()).revisions).toEqual([]);
    expect((await migrator.repair("c1", { dryRun: true })).revisions).toEqual([]);
    expect((await migrator.check({ allowHeads: true })).findings).toEqual([]);
    expect((await migrator.history()).revisions.map(({ revision, state }) => [revision, state])).toEqual(
      ["x1", "d1", "c1", "a1"].map((revision) => [revision, "applied"]),
    );
    const { revisions } = await migrator.graph();
    expect(revisions.map(({ revision, state }) => [revision, state])).toEqual(
      ["x1", "d1", "c1", "a1"].map((revision) => [revision, "applied"]),
    );
    expect((await migrator.current()).at_heads).toBe(true);
    expect(await recorded(sql)).toEqual(["a1", "b1", "c1", "x1", "d1"].toSorted(byOrder(await recorded(sql))));
  });

  test("takes more revisions on top, and the way down through it", async () => {
    const made = await squashed("d1");
    const { sql, migrator } = made;
    for (const [id, parent] of [
      ["e1", "d1"],
      ["f1", "e1"],
    ] as const) {
      writeRevisionFiles(join(made.root, "migrations"), { id, parents: [parent] });
    }
    await migrator.upgrade("f1");
    expect(await edges(sql)).toEqual(["b1 > a1", "c1 > a1", "d1 > c1", "e1 > d1", "f1 > e1"]);
    await migrator.downgrade("a1");
    expect(await recorded(sql)).toEqual(["a1"]);
    expect([await exists(sql, "b1"), await exists(sql, "c1")]).toEqual([false, false]);
    await migrator.upgrade("d1");
    expect(await recorded(sql)).toEqual(["a1", "c1", "d1"]);
    expect(await exists(sql, "b1")).toBe(true);
  });

  test("goes up with what was pending, whose dependency was squashed", async () => {
    const { sql, migrator } = await squashed("c1");
    await migrator.upgrade("heads");
    expect(await edges(sql)).toEqual(["b1 > a1", "c1 > a1", "d1 > c1", "x1 > a1", "x1 ~ c1"]);
    await migrator.downgrade("base");
    expect(await recorded(sql)).toEqual([]);
  });

  test("keeps all of it when the new way down fails", async () => {
    const { root, sql, migrator } = await squashed("c1");
    writeRevisionFiles(join(root, "migrations"), { ...C1, down: "drop table c1;\ndrop table nothing;\n" });
    expect(await failureOf(migrator.downgrade("a1"))).toMatchObject({ code: "script_failed" });
    expect(await recorded(sql)).toEqual(["a1", "b1", "c1"]);
    expect((await migrator.status()).edited).toEqual([]);
  });

  test("can be met with the old files again, which need nothing either", async () => {
    const made = await squashed("d1");
    await made.migrator.upgrade("x1");
    for (const revision of BEFORE.slice(1, 3)) {
      rmSync(join(made.root, "migrations", revision.id), { recursive: true, force: true });
      writeRevisionFiles(join(made.root, "migrations"), {
        ...revision,
        created: `2026-01-01T00:0${revision.id === "b1" ? 1 : 2}:00Z`,
      });
    }
    const status = await made.migrator.status();
    expect(status).toMatchObject({ pending: [], foreign: [], edited: [], out_of_order: [], replaced: [] });
    await made.migrator.downgrade("a1");
    expect(await recorded(made.sql)).toEqual(["a1"]);
  });

  test("can be stamped lower and purged", async () => {
    const { sql, migrator } = await squashed("d1");
    await migrator.stamp("a1");
    expect(await recorded(sql)).toEqual(["a1"]);
    await migrator.stamp("d1", { purge: true });
    expect(await recorded(sql)).toEqual(["a1", "c1", "d1"]);
  });

  test("redo runs the one revision down and up", async () => {
    const { sql, migrator } = await squashed("c1");
    await migrator.redo();
    expect(await recorded(sql)).toEqual(["a1", "c1"]);
  });
});

describe("a database in the middle of what was squashed", () => {
  test("is told so by all, and nothing is run", async () => {
    const { sql, migrator } = await squashed("b1");
    const midway = { code: "midway", exitCode: 2, hint: expect.stringMatching(/git log.*upgrade c1.*stamp c1/) };
    for (const settings of [{}, { dryRun: true }, { outOfOrder: true }]) {
      expect(await failureOf(migrator.upgrade("d1", settings))).toMatchObject(midway);
    }
    expect(await failureOf(migrator.upgrade("x1"))).toMatchObject(midway);
    expect(await failureOf(migrator.downgrade("a1"))).toMatchObject(midway);
    expect(await failureOf(migrator.downgrade("base"))).toMatchObject(midway);
    expect(await failureOf(migrator.redo())).toMatchObject(midway);
    const told = { revision: "c1", applied: ["b1"], missing: ["c1"], stamped: ["c1"] };
    expect(await migrator.status()).toMatchObject({ midway: [told], foreign: [], replaced: [] });
    const { findings } = await migrator.check({ allowHeads: true, allowPending: true });
    expect(findings).toMatchObject([{ code: "midway", revision: "c1" }]);
    expect(await recorded(sql)).toEqual(["a1", "b1"]);
    expect(await exists(sql, "c1")).toBe(false);
  });

  test("is told so too where only what depends on a part is applied", async () => {
    const { sql, migrator } = await squashed("x1");
    const before = await recorded(sql);
    for (const settings of [{}, { outOfOrder: true }]) {
      expect(await failureOf(migrator.upgrade("heads", settings))).toMatchObject({ code: "midway" });
    }
    expect(await recorded(sql)).toEqual(before);
  });

  test("is settled by a stamp, where all of it is there already", async () => {
    const { sql, migrator } = await squashed(["b1", "x1"]);
    await sql.unsafe("create table c1 (id int)");
    expect((await failureOf(migrator.upgrade("c1"))).hint).toContain("migraph stamp c1 x1");
    expect(await migrator.stamp(["c1", "x1"])).toMatchObject({ heads: ["c1", "x1"] });
    expect(await recorded(sql)).toEqual(["a1", "x1", "c1"]);
    expect(await edges(sql)).toEqual(["c1 > a1", "x1 > a1", "x1 ~ c1"]);
    await migrator.upgrade("heads");
    await migrator.downgrade("base");
    expect(await recorded(sql)).toEqual([]);
  });
});

test("a squash of a squash is known where the first has run as one", async () => {
  const { root, sql, migrator } = await scene([{ id: "a1" }, C1, { id: "d1", parents: ["c1"] }]);
  await migrator.upgrade();
  for (const id of ["c1"]) rmSync(join(root, "migrations", id), { recursive: true });
  writeRevisionFiles(join(root, "migrations"), {
    id: "d1",
    parents: ["a1"],
    header: ["-- replaces: c1, b1"],
    up: `${C1.up}\ncreate table d1 (id int);`,
    down: `drop table d1;\n${C1.down}`,
  });
  expect(await migrator.status()).toMatchObject({ midway: [], pending: [], foreign: [], edited: [], applied: 2 });
  await migrator.downgrade("a1");
  expect(await recorded(sql)).toEqual(["a1"]);
});

test.runIf(hasPsql)("SQL for psql takes a database that has the parts for one that has the whole", async () => {
  const { database, sql, migrator } = await squashed("d1");
  const down = await migrator.offlineDowngrade("d1:a1");
  expect(await psql(database, down.sql)).toMatchObject({ code: 0 });
  expect(await recorded(sql)).toEqual(["a1"]);
});

test.each(servers.map((server) => [server.major, server] as const))("on PostgreSQL %i", async (_, server) => {
  const made = await scene(BEFORE, server);
  await made.migrator.upgrade("d1");
  squash(made);
  expect(await made.migrator.status()).toMatchObject({ pending: ["x1"], foreign: [], edited: [] });
  await made.migrator.upgrade("x1");
  await made.migrator.downgrade("base");
  expect(await recorded(made.sql)).toEqual([]);
});

test("what was squashed is told where it is named, or still there", async () => {
  const { root, migrator } = await scene(BEFORE);
  squash({ root });
  expect(await failureOf(migrator.show("b1"))).toMatchObject({
    code: "unknown_revision",
    message: "b1 is no revision any more: it was squashed into c1",
  });
  writeRevisionFiles(join(root, "migrations"), { id: "y1", parents: ["b1"] });
  expect(await failureOf(migrator.status())).toMatchObject({
    message: expect.stringContaining("y1 has the parent b1"),
  });
  expect((await failureOf(migrator.status())).hint).toBe("it was squashed into c1: write c1 instead");
  rmSync(join(root, "migrations/y1"), { recursive: true });
  writeRevisionFiles(join(root, "migrations"), { id: "b1", parents: ["a1"] });
  expect(await failureOf(migrator.status())).toMatchObject({
    message: expect.stringMatching(/revision b1 is still there, though it was squashed into c1/),
  });
});

function byOrder(order: readonly string[] = []): (a: string, b: string) => number {
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}
