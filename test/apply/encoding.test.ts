import { describe, expect, test } from "vitest";
import { freshDatabase, newest, servers, tables } from "../support/database.ts";
import { project, type TestRevision } from "../support/project.ts";
import { failureOf, happenings, migratorOn, recorded } from "../support/scene.ts";
import type { TestServer } from "../support/server.ts";

async function on(encoding: string, revisions: readonly TestRevision[], server: TestServer = newest()) {
  const database = await freshDatabase(server, `encoding '${encoding}' template template0 lc_collate 'C' lc_ctype 'C'`);
  const { migrator } = await migratorOn(project(revisions), database.url);
  return { migrator, sql: database.sql };
}

describe.each(servers)("in a LATIN1 database on PostgreSQL $major", (server) => {
  test.for([
    ["up", { up: "create table b2 (id int); -- ☃" }],
    ["down", { down: "drop table b2; -- ☃" }],
    ["verify", { verify: "select true; -- ☃" }],
    ["message", { message: "A ☃" }],
  ] as const)("a revision whose %s cannot be kept there is not run", async ([, part]) => {
    const { migrator, sql } = await on(
      "LATIN1",
      [{ id: "a1" }, { id: "b2", parents: ["a1"], ...part }, { id: "c3", parents: ["b2"] }],
      server,
    );
    const error = await failureOf(migrator.upgrade());
    expect(error).toMatchObject({
      code: "not_in_encoding",
      exitCode: 1,
      data: { revision: "b2", sqlstate: "22P05", heads: ["a1"] },
    });
    expect(error.message).toContain("LATIN1");
    expect(error.hint).toContain("UTF8");
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await recorded(sql)).toEqual(["a1"]);
    expect(await happenings(sql)).toEqual(["up a1", "failure b2"]);
  });

  test("a secret script is not kept, and so fails by itself", async () => {
    const { migrator, sql } = await on(
      "LATIN1",
      [{ id: "a1", up: "create table a1 (id int); -- ☃", header: ["-- secret: on"] }],
      server,
    );
    expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "script_failed", data: { sqlstate: "22P05" } });
    expect(await tables(sql)).toEqual([]);
    expect(await recorded(sql)).toEqual([]);
  });

  test("a stamp of it records nothing", async () => {
    const { migrator, sql } = await on("LATIN1", [{ id: "a1" }, { id: "b2", parents: ["a1"], message: "A ☃" }], server);
    expect(await failureOf(migrator.stamp("head"))).toMatchObject({
      code: "not_in_encoding",
      data: { revision: "b2" },
    });
    expect(await recorded(sql)).toEqual([]);
  });

  test("what it can keep comes back as it was, and places are counted in characters", async () => {
    const up = "create table a1 as select 'é' as e;";
    const { migrator, sql } = await on(
      "LATIN1",
      [
        { id: "a1", up, message: "Été" },
        { id: "b2", parents: ["a1"], up: "select 'éàü', nothing;" },
      ],
      server,
    );
    const error = await failureOf(migrator.upgrade());
    expect(error.data).toMatchObject({ revision: "b2", column: 15 });
    expect(await sql`select e from a1`).toEqual([{ e: "é" }]);
    expect(await sql`select message from migraph.revision`).toEqual([{ message: "Été" }]);
    expect(await migrator.status()).toMatchObject({ applied: 1, edited: [] });
  });
});

test.for(["SQL_ASCII", "EUC_JP", "WIN1252"])("a database in %s takes what it can", async (encoding) => {
  const { migrator, sql } = await on(encoding, [{ id: "a1", message: "Make (ascii)" }]);
  expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
  expect(await recorded(sql)).toEqual(["a1"]);
});
