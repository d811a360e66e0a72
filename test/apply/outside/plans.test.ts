import { describe, expect, test } from "vitest";
import { journal, OFF, outside, rewrite } from "../../support/broken-off.ts";
import { servers, tables } from "../../support/database.ts";
import { writeRevisionFiles } from "../../support/project.ts";
import { failureOf, recorded, scene } from "../../support/scene.ts";

const FAILING = "create table a1 (id int); select 1/0;";

describe.each(servers)("plans around a revision that was broken off, on PostgreSQL $major", (server) => {
  test("a plan that contains it goes on with it; one that does not touch it runs; one past it is refused", async () => {
    const there = await scene(
      [
        { id: "root" },
        { id: "a1", parents: ["root"], header: OFF, up: FAILING },
        { id: "b2", parents: ["a1"] },
        { id: "other", parents: ["root"] },
      ],
      server,
    );
    const { migrator, sql, root } = there;
    expect(await failureOf(migrator.upgrade("a1"))).toMatchObject({ code: "script_failed", data: { heads: ["root"] } });
    expect(await migrator.upgrade("other")).toMatchObject({ heads: ["other"] });
    const refused = await failureOf(migrator.downgrade("base"));
    expect(refused).toMatchObject({
      code: "interrupted_revision",
      exitCode: 1,
      data: { revision: "a1", direction: "up", statement: 2, total: 2, step: "root" },
    });
    expect(refused.hint).toContain("migraph upgrade a1");
    expect(await recorded(sql)).toEqual(["root", "other"]);
    writeRevisionFiles(`${root}/migrations`, {
      id: "a1",
      parents: ["root"],
      header: OFF,
      up: "create table a1 (id int);",
    });
    expect(await migrator.upgrade("b2")).toMatchObject({ heads: expect.arrayContaining(["b2", "other"]) });
    expect(await tables(sql)).toEqual(["a1", "b2", "other", "root"]);
  });

  test("a way back that was broken off is gone to its end before anything is built on it", async () => {
    const down = (last: string) => `-- transaction: off\n\ndrop table one;\n${last}\ndrop table two;\n`;
    const a1 = { id: "a1", up: "create table one (id int); create table two (id int);", down: down("select 1/0;") };
    const there = await scene([a1, { id: "b2", parents: ["a1"] }], server);
    const { migrator, sql, root } = there;
    await migrator.upgrade("a1");
    expect(await failureOf(migrator.downgrade())).toMatchObject({
      code: "script_failed",
      data: { direction: "down", line: 4, statement: 2, heads: ["a1"] },
    });
    expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "interrupted_revision" });
    writeRevisionFiles(`${root}/migrations`, { ...a1, down: down("select 1;") });
    expect(await migrator.downgrade()).toMatchObject({ heads: [] });
    expect(await tables(sql)).toEqual([]);
    expect(await journal(sql)).toEqual([]);
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
  });

  test.each([
    ["a setting above what is done", "set lock_timeout = '1min';\ninsert into t values (1);\nselect 1;"],
    ["another statement in the place of what is done", "select 1;"],
  ])("%s does not make it run again", async (_, changed) => {
    const there = await scene([outside("insert into t values (1);\nselect 1/0;")], server);
    const { migrator, sql } = there;
    await sql`create table t (id int)`;
    expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "script_failed", data: { statement: 2 } });
    rewrite(there, changed);
    for (const _again of [1, 2]) {
      expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "changed_statement" });
    }
    expect(await sql`select from t`).toHaveLength(1);
    expect(await journal(sql)).toContain("a1 up 1 done");
  });

  test("a script that is put into a transaction meanwhile is refused: what is done would be done twice", async () => {
    const up = "insert into t values (1);\nselect 1/0;";
    const there = await scene([outside(up)], server);
    const { migrator, sql, root } = there;
    await sql`create table t (id int)`;
    expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "script_failed" });
    writeRevisionFiles(`${root}/migrations`, { id: "a1", up: up.replace("/0", "") });
    const refused = await failureOf(migrator.upgrade());
    expect(refused).toMatchObject({
      code: "interrupted_revision",
      exitCode: 1,
      data: { revision: "a1", statement: 2 },
    });
    expect(refused.hint).toContain("transaction: off");
    expect(await failureOf(migrator.upgrade("head", { singleTransaction: true }))).toMatchObject({
      code: refused.code,
    });
    expect(await sql`select from t`).toHaveLength(1);
    await sql`truncate t`;
    await migrator.settle("a1", "forget");
    expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await sql`select from t`).toHaveLength(1);
  });

  test("a stamp says where the database stands, and ends the journal", async () => {
    const there = await scene([outside(FAILING)], server);
    const { migrator, sql } = there;
    await failureOf(migrator.upgrade());
    expect(await migrator.stamp("a1")).toMatchObject({ heads: ["a1"] });
    expect(await journal(sql)).toEqual([]);
    expect(await migrator.status()).toMatchObject({ interrupted: [], applied: 1 });
  });

  test("a stamp of what is applied ends the journal of its way back", async () => {
    const a1 = { id: "a1", down: "-- transaction: off\n\nselect 1;\ndrop table a1;\nselect 1/0;\n" };
    const { migrator, sql } = await scene([a1], server);
    await migrator.upgrade();
    await failureOf(migrator.downgrade());
    expect(await journal(sql)).toHaveLength(3);
    await sql`create table a1 (id int)`;
    await migrator.stamp("a1");
    expect(await journal(sql)).toEqual([]);
    expect(await recorded(sql)).toEqual(["a1"]);
  });
});

test("a single transaction has no room for it", async () => {
  const there = await scene([{ id: "root" }, { id: "a1", parents: ["root"], header: OFF }]);
  const failing = there.migrator.upgrade("head", { singleTransaction: true });
  expect(await failureOf(failing)).toMatchObject({
    code: "outside_transaction",
    exitCode: 2,
    data: { revision: "a1" },
  });
  expect(await tables(there.sql)).toEqual([]);
});

test("what was broken off on another git branch is told of, and in nobody's way", async () => {
  const there = await scene([outside(FAILING), { id: "b2" }]);
  const { migrator, root, events } = there;
  await failureOf(migrator.upgrade("a1"));
  const { rmSync } = await import("node:fs");
  rmSync(`${root}/migrations/a1`, { recursive: true });
  expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
  expect(events).toContainEqual(
    expect.objectContaining({ type: "warning", message: expect.stringContaining("a1 (up)") }),
  );
  expect(await migrator.status()).toMatchObject({ interrupted: [{ revision: "a1" }] });
});

test("an empty script is recorded", async () => {
  const there = await scene([outside("-- nothing yet")]);
  expect(await there.migrator.upgrade()).toMatchObject({ heads: ["a1"] });
  rewrite(there, "-- nothing yet");
  expect(await there.migrator.status()).toMatchObject({ edited: [], interrupted: [] });
});
