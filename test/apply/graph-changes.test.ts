import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tables } from "../support/database.ts";
import { writeRevisionFiles } from "../support/project.ts";
import { edges, failureOf, happenings, recorded, scene } from "../support/scene.ts";

describe("a revision that was put below applied ones", () => {
  /** a1 ← c3 is applied; b2 is put in between. */
  async function spliced() {
    const all = await scene([{ id: "a1" }, { id: "c3", parents: ["a1"] }]);
    await all.migrator.upgrade();
    const directory = `${all.root}/migrations`;
    writeRevisionFiles(directory, { id: "b2", parents: ["a1"] });
    writeRevisionFiles(directory, { id: "c3", parents: ["b2"] });
    return all;
  }

  test("is listed, and stops an upgrade", async () => {
    const { migrator, root, sql } = await spliced();
    writeRevisionFiles(`${root}/migrations`, { id: "d4", parents: ["c3"] });
    expect(await migrator.status()).toMatchObject({ out_of_order: ["b2"], pending: ["b2", "d4"] });
    const error = await failureOf(migrator.upgrade());
    expect(error).toMatchObject({ code: "out_of_order", exitCode: 2 });
    expect(error.message).toContain("b2");
    expect(error.hint).toContain("--out-of-order");
    expect(await recorded(sql)).toEqual(["a1", "c3"]);
    expect(await edges(sql)).toEqual(["c3 > a1"]);
  });

  test("runs when that is asked for, and takes its place in the ledger", async () => {
    const { migrator, sql } = await spliced();
    const result = await migrator.upgrade("head", { outOfOrder: true });
    expect(result.steps.map(({ revision }) => revision)).toEqual(["b2"]);
    expect(result.heads).toEqual(["c3"]);
    expect(await recorded(sql)).toEqual(["a1", "c3", "b2"]);
    expect(await edges(sql)).toEqual(["b2 > a1", "c3 > b2"]);
    expect(await happenings(sql)).toEqual(["up a1", "up c3", "reparent c3", "up b2"]);
    const [event] = await sql`select detail from migraph.event where kind = 'reparent'`;
    expect(event?.["detail"]).toEqual({
      before: { parents: ["a1"], depends: [] },
      after: { parents: [], depends: [] },
    });
    expect(await migrator.status()).toMatchObject({ out_of_order: [], pending: [] });
    // The foreign keys hold on to the new order.
    expect((await migrator.downgrade("a1")).steps.map(({ revision }) => revision)).toEqual(["c3", "b2"]);
    expect(await recorded(sql)).toEqual(["a1"]);
    expect(await tables(sql)).toEqual(["a1"]);
  });

  test("is dependency of an applied one, and is tied to it as such", async () => {
    const { migrator, root, sql } = await scene([{ id: "a1" }, { id: "c3", parents: ["a1"] }]);
    await migrator.upgrade();
    writeRevisionFiles(`${root}/migrations`, { id: "x9" });
    writeRevisionFiles(`${root}/migrations`, { id: "c3", parents: ["a1"], depends: ["x9"] });
    await migrator.upgrade("heads", { outOfOrder: true });
    expect(await edges(sql)).toEqual(["c3 > a1", "c3 ~ x9"]);
    expect(await migrator.status()).toMatchObject({ out_of_order: [], heads: ["x9", "c3"] });
  });
});

describe("an applied revision that was given other parents", () => {
  test("has the ledger's edges follow at the next change, with an event", async () => {
    const { migrator, root, sql } = await scene([
      { id: "a1" },
      { id: "b2", parents: ["a1"] },
      { id: "c3", parents: ["a1"] },
    ]);
    await migrator.upgrade("heads");
    writeRevisionFiles(`${root}/migrations`, { id: "c3", parents: ["b2"] });
    // Nothing pending: nothing is written.
    await migrator.upgrade();
    expect(await edges(sql)).toEqual(["b2 > a1", "c3 > a1"]);
    writeRevisionFiles(`${root}/migrations`, { id: "d4", parents: ["c3"] });
    await migrator.upgrade();
    expect(await edges(sql)).toEqual(["b2 > a1", "c3 > b2", "d4 > c3"]);
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3", "reparent c3", "up d4"]);
    const [event] = await sql`select detail from migraph.event where kind = 'reparent'`;
    expect(event?.["detail"]).toEqual({
      before: { parents: ["a1"], depends: [] },
      after: { parents: ["b2"], depends: [] },
    });
    expect((await migrator.downgrade("a1")).steps.map(({ revision }) => revision)).toEqual(["d4", "c3", "b2"]);
  });

  test("is not told of as edited", async () => {
    const { migrator, root } = await scene([{ id: "a1" }, { id: "b2" }]);
    await migrator.upgrade("heads");
    writeRevisionFiles(`${root}/migrations`, { id: "b2", parents: ["a1"] });
    expect(await migrator.status()).toMatchObject({ edited: [], heads: ["b2"] });
  });

  test("can change places with its parent", async () => {
    const { migrator, root, sql } = await scene([
      { id: "a1" },
      { id: "b2", parents: ["a1"] },
      { id: "c3", parents: ["b2"] },
    ]);
    await migrator.upgrade("b2");
    writeRevisionFiles(`${root}/migrations`, { id: "b2" });
    writeRevisionFiles(`${root}/migrations`, { id: "a1", parents: ["b2"] });
    writeRevisionFiles(`${root}/migrations`, { id: "c3", parents: ["a1"] });
    await migrator.upgrade();
    expect(await edges(sql)).toEqual(["a1 > b2", "c3 > a1"]);
    await migrator.downgrade("base");
    expect(await tables(sql)).toEqual([]);
  });
});

describe("a foreign revision", () => {
  /** a1 ← b2 ← c3 is applied, and x9 beside them; c3 is on another git branch now. */
  async function foreign() {
    const all = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }, { id: "x9" }]);
    await all.migrator.upgrade("heads");
    rmSync(`${all.root}/migrations/c3`, { recursive: true });
    writeRevisionFiles(`${all.root}/migrations`, { id: "y10", parents: ["x9"] });
    return all;
  }

  test("is marked as such, with what the ledger knows of it", async () => {
    const { migrator } = await foreign();
    expect(await migrator.status()).toMatchObject({
      foreign: ["c3"],
      pending: ["y10"],
      heads: ["c3", "x9"],
      applied: 4,
    });
    const { revisions } = await migrator.history();
    expect(revisions.find(({ revision }) => revision === "c3")).toMatchObject({
      state: "foreign",
      parents: ["b2"],
      message: "Make c3",
      path: null,
    });
    expect(await migrator.show("c3")).toMatchObject({ revisions: [{ revision: "c3", down: "drop table c3;\n" }] });
    expect((await migrator.current()).revisions.map(({ revision }) => revision)).toEqual(["c3", "x9"]);
  });

  test("stops no upgrade and no downgrade of what it does not stand on", async () => {
    const { migrator, sql } = await foreign();
    expect(await migrator.upgrade("y10")).toMatchObject({ heads: ["c3", "y10"] });
    expect(await migrator.downgrade("x9")).toMatchObject({ heads: ["c3", "x9"] });
    expect(await migrator.downgrade("x9@base")).toMatchObject({ heads: ["c3"] });
    expect(await recorded(sql)).toEqual(["a1", "b2", "c3"]);
  });

  test("stops a downgrade of what it stands on, before anything runs", async () => {
    const { migrator, sql } = await foreign();
    for (const target of ["a1", "base"]) {
      const error = await failureOf(migrator.downgrade(target));
      expect(error).toMatchObject({ code: "foreign_revision", exitCode: 2 });
      expect(error.message).toContain("c3");
    }
    expect(await failureOf(migrator.redo(4))).toMatchObject({ code: "foreign_revision" });
    expect(await recorded(sql)).toHaveLength(4);
    expect(await tables(sql)).toEqual(["a1", "b2", "c3", "x9"]);
  });

  test("is forgotten by a stamp below it", async () => {
    const { migrator, sql } = await foreign();
    await migrator.stamp("b2");
    expect(await recorded(sql)).toEqual(["a1", "b2", "x9"]);
  });

  test("that is all there is leaves a project that can start anew beside it", async () => {
    const { migrator, root, sql } = await foreign();
    for (const id of ["a1", "b2"]) rmSync(`${root}/migrations/${id}`, { recursive: true });
    expect(await migrator.status()).toMatchObject({ foreign: ["a1", "b2", "c3"] });
    expect(await migrator.upgrade()).toMatchObject({ heads: ["c3", "y10"] });
    expect(await happenings(sql)).not.toContain("reparent c3");
  });
});

test("what a rival recorded meanwhile is not run a second time, even where no lock kept it out", async () => {
  const rivalry = `do $$ begin
    if not exists (select from migraph.revision where id = 'b2') then
      insert into migraph.revision (id, message, labels, up_checksum, down_checksum, up_raw, down_raw, stamped) values ('b2', '', '{}', '', '', '', '', false);
    end if;
  end $$;`;
  const { migrator, sql } = await scene([
    { id: "a1", up: rivalry },
    { id: "b2", parents: ["a1"] },
  ]);
  const error = await failureOf(migrator.upgrade());
  expect(error).toMatchObject({ code: "already_recorded", exitCode: 1, data: { revision: "b2", heads: ["a1"] } });
  expect(await tables(sql)).toEqual([]);
  expect(await recorded(sql)).toEqual(["a1", "b2"]);
});

test("what a rival took back meanwhile is not taken back a second time", async () => {
  const { migrator, sql } = await scene([
    { id: "a1" },
    { id: "b2", parents: ["a1"], down: "drop table b2; delete from migraph.revision where id = 'a1';" },
  ]);
  await migrator.upgrade();
  const error = await failureOf(migrator.downgrade("base"));
  expect(error).toMatchObject({ code: "not_recorded", exitCode: 1, data: { revision: "a1", direction: "down" } });
  expect(await tables(sql)).toEqual(["a1"]);
});
