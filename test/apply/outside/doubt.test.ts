import { describe, expect, test } from "vitest";
import type { Settled } from "../../../src/results.ts";
import { breakOff, journal, outside } from "../../support/broken-off.ts";
import { servers, tables } from "../../support/database.ts";
import { failureOf, happenings, recorded, type Scene, scene } from "../../support/scene.ts";

const COMMITS = "do $$ begin insert into t values (2); commit; insert into t values (3); end $$";

function settled({ migrator }: Scene, settlement: Settled["settlement"]) {
  return migrator.settle("a1", settlement);
}

const ids = async ({ sql }: Scene) => (await sql`select id from t order by id`).map(({ id }) => Number(id));

describe.each(servers)("a statement of which nothing tells whether it took effect, on PostgreSQL $major", (server) => {
  const inDoubt = async () => {
    const there = await scene([outside(""), { id: "b2", parents: ["a1"] }], server);
    await breakOff(there, ["create table t (id int)", COMMITS, "insert into t values (4)"], 2);
    return there;
  };

  test("stops the run, which says where it is, who began it, and what settles it", async () => {
    const there = await inDoubt();
    const error = await failureOf(there.migrator.upgrade());
    expect(error).toMatchObject({
      code: "interrupted_statement",
      exitCode: 1,
      data: {
        revision: "a1",
        direction: "up",
        line: 7,
        text: COMMITS,
        statement: 2,
        statements: 3,
        statements_done: 1,
        started_by: "postgres",
        started_at: expect.stringMatching(/^\d{4}-/),
        heads: [],
      },
    });
    expect(error.message).toMatch(/a1\/up\.sql:7: statement 2 of 3/);
    for (const option of ["--done", "--again", "--forget"]) expect(error.hint).toContain(option);
    expect(await journal(there.sql)).toEqual(["a1 up 1 done", "a1 up 2 begun"]);
    expect(await there.migrator.status()).toMatchObject({
      lock: null,
      interrupted: [{ revision: "a1", statement: 2 }],
    });
    expect(await tables(there.sql)).toEqual(["t"]);
  });

  test("is done when somebody says so", async () => {
    const there = await inDoubt();
    expect(await settled(there, "done")).toEqual({
      revision: "a1",
      direction: "up",
      settlement: "done",
      statement: 2,
      total: 3,
    });
    expect(await there.migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await ids(there)).toEqual([2, 3, 4]);
    expect(await happenings(there.sql)).toEqual(["failure a1", "repair a1", "up a1", "up b2"]);
  });

  test("runs again when somebody says that it did not take effect", async () => {
    const there = await inDoubt();
    await there.sql`delete from t`;
    await settled(there, "again");
    expect(await there.migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await ids(there)).toEqual([2, 3, 4]);
  });

  test("is forgotten with all that was done, once that was undone by hand", async () => {
    const there = await inDoubt();
    await there.sql`drop table t`;
    expect(await settled(there, "forget")).toMatchObject({ statement: null });
    expect(await there.migrator.status()).toMatchObject({ interrupted: [], pending: ["a1", "b2"] });
    expect(await there.migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await ids(there)).toEqual([2, 3, 4]);
  });

  test("runs again without a question when the server had said that it failed", async () => {
    const up = (divisor: number) =>
      `create table t (id int); do $$ begin delete from t; commit; insert into t values (1 / ${divisor}); end $$;`;
    const there = await scene([outside(up(0))], server);
    expect(await failureOf(there.migrator.upgrade())).toMatchObject({ data: { sqlstate: "22012", statement: 2 } });
    const { rewrite } = await import("../../support/broken-off.ts");
    rewrite(there, up(1));
    expect(await there.migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await ids(there)).toEqual([1]);
  });

  test("is not tried again by itself: what it committed before it failed would be there twice", async () => {
    const up = "do $$ begin insert into t values (1); commit; raise exception 'no' using errcode = '40P01'; end $$;";
    const there = await scene([outside(up)], server);
    await there.sql`create table t (id int)`;
    const error = await failureOf(there.migrator.upgrade());
    expect(error).toMatchObject({ code: "script_failed", data: { sqlstate: "40P01" } });
    expect(error).toMatchObject({ failure: { outside: { left: "parts" } } });
    expect(error.hint).toContain("undo what it has committed");
    expect(await ids(there)).toEqual([1]);
  });

  test("there is nothing to settle where nothing was broken off, or all that was begun is done", async () => {
    const there = await scene([outside("create table t (id int); select 1 / (select count(*) from t);")], server);
    expect(await failureOf(there.migrator.upgrade())).toMatchObject({ code: "script_failed" });
    await there.sql`delete from migraph.step where position = 2`;
    expect(await failureOf(settled(there, "done"))).toMatchObject({ code: "nothing_to_settle", exitCode: 2 });
    await settled(there, "forget");
    expect(await failureOf(settled(there, "forget"))).toMatchObject({ code: "nothing_to_settle" });
    expect(await recorded(there.sql)).toEqual([]);
  });
});

describe.each(servers)("statements that the catalogue tells of on PostgreSQL $major", (server) => {
  test.for([
    ["DROP INDEX", ["create table t (id int)", "create index i on t (id)", "drop index concurrently i"]],
    ["CREATE DATABASE", ["create table t (id int)", "create database made_outside_VERSION"]],
    ["VACUUM", ["create table t (id int)", "vacuum full t"]],
    ["REINDEX", ["create table t (id int primary key)", "reindex table concurrently t"]],
    [
      "DETACH PARTITION",
      [
        "create table t (id int) partition by list (id)",
        "create table t1 partition of t for values in (1)",
        "alter table t detach partition t1 concurrently",
      ],
    ],
    ["an enum's value", ["create type e as enum ('a')", "alter type e add value 'b'", "vacuum"]],
    ["CLUSTER", ["create table t (id int primary key)", "cluster t using t_pkey"]],
  ] as const)("%s: a run that was broken off behind it goes on", async ([, statements]) => {
    const there = await scene([outside("")], server);
    const texts = statements.map((text) => text.replace("VERSION", String(server.major)));
    await breakOff(there, texts);
    expect(await there.migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await journal(there.sql)).toEqual([]);
    await there.sql.unsafe(`drop database if exists made_outside_${server.major}`);
  });

  test("a detachment that is pending is finished", async () => {
    const there = await scene([outside("")], server);
    const { sql } = there;
    const detach = "alter table t detach partition t1 concurrently";
    const before = [
      "create table t (id int) partition by list (id)",
      "create table t1 partition of t for values in (1)",
    ];
    await breakOff(there, [...before, detach]);
    await sql.unsafe("alter table t attach partition t1 for values in (1)");
    await sql`update pg_inherits set inhdetachpending = true where inhrelid = 't1'::regclass`;
    expect(await there.migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await sql`select from pg_inherits where inhrelid = 't1'::regclass`).toHaveLength(0);
  });

  test("what a REINDEX has left is dropped", async () => {
    const there = await scene([outside("")], server);
    const { sql } = there;
    await breakOff(there, ["create table t (id int primary key)", "reindex table concurrently t"]);
    await sql.unsafe("create index t_pkey_ccnew on t (id)");
    await sql`update pg_index set indisvalid = false where indexrelid = 't_pkey_ccnew'::regclass`;
    expect(await there.migrator.upgrade()).toMatchObject({ heads: ["a1"] });
    expect(await sql`select from pg_class where relname ~ '_ccnew'`).toHaveLength(0);
  });

  test("a statement that only the server knows to need no transaction runs without one", async () => {
    const call = "do $$ begin call p(); end $$";
    const procedure = "create procedure p() language plpgsql as $$ begin insert into t values (1); commit; end $$";
    const there = await scene([outside("")], server);
    await breakOff(there, ["create table t (id int)", procedure, call]);
    expect(await there.sql`select id from t`).toEqual([{ id: 1 }]);
    expect(await failureOf(there.migrator.upgrade())).toMatchObject({ code: "interrupted_statement" });
    await settled(there, "done");
    expect(await there.migrator.upgrade()).toMatchObject({ heads: ["a1"] });
  });

  test("what the parser cannot read is the server's to judge, and the rest of the script is split all the same", async () => {
    const up = "create table t (id int); frobnicate t; vacuum t;";
    const there = await scene([outside(up)], server);
    expect(await failureOf(there.migrator.upgrade())).toMatchObject({
      code: "script_failed",
      data: { sqlstate: "42601", statement: 2, statements: 3, line: 7, column: 26 },
    });
    expect(await journal(there.sql)).toEqual(["a1 up 1 done", "a1 up 2 begun"]);
  });
});
