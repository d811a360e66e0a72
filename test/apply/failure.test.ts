import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type MigraphError, ScriptError, type ScriptFailure } from "../../src/errors.ts";
import { servers, tables } from "../support/database.ts";
import { writeRevisionFiles } from "../support/project.ts";
import { edges, failureOf, happenings, recorded, scene } from "../support/scene.ts";

function scriptFailure(error: MigraphError): ScriptFailure {
  if (error instanceof ScriptError) return error.failure;
  throw error;
}

const DEFERRED = `create table c3 (id int primary key, other int references c3 deferrable initially deferred);
insert into c3 values (1, 2);`;

describe.each(servers)("a script that fails on PostgreSQL $major", (server) => {
  test("leaves nothing of itself, all that was before, and a failure in the ledger; nothing runs behind it", async () => {
    const { migrator, root, sql } = await scene(
      [
        { id: "a1" },
        { id: "b2", parents: ["a1"] },
        {
          id: "c3",
          parents: ["b2"],
          up: "create table c3 (id int);\n  select 'é😀',  nothing from c3;\ncreate table c4 ();",
        },
        // On another branch, so only the order keeps it behind.
        { id: "d4", parents: ["a1"] },
      ],
      server,
    );
    const error = await failureOf(migrator.upgrade("heads"));
    expect(error.message).toBe('column "nothing" does not exist');
    expect(error).toMatchObject({ code: "script_failed", exitCode: 1 });
    const file = `${root}/migrations/c3/up.sql`;
    const line =
      readFileSync(file, "utf8")
        .split("\n")
        .findIndex((text) => text.includes("nothing")) + 1;
    expect(scriptFailure(error)).toMatchObject({
      revision: "c3",
      direction: "up",
      file,
      sqlstate: "42703",
      place: { line, column: 17, excerpt: "  select 'é😀',  nothing from c3;", caret: 16 },
      atCommit: false,
      applied: [
        { revision: "a1", direction: "up" },
        { revision: "b2", direction: "up" },
      ],
      heads: ["b2"],
    });
    expect(error.data).toMatchObject({ revision: "c3", file, line, column: 17, sqlstate: "42703", heads: ["b2"] });
    expect(await tables(sql)).toEqual(["a1", "b2"]);
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    expect(await edges(sql)).toEqual(["b2 > a1"]);
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "failure c3"]);
    const [event] = await sql`select direction, error from migraph.event where kind = 'failure'`;
    expect(event).toEqual({
      direction: "up",
      error: { code: "script_failed", sqlstate: "42703", line, column: 17, message: 'column "nothing" does not exist' },
    });
  });

  test("at its COMMIT leaves nothing either", async () => {
    const { migrator, sql } = await scene(
      [{ id: "a1" }, { id: "c3", parents: ["a1"], up: DEFERRED }, { id: "d4", parents: ["c3"] }],
      server,
    );
    const error = await failureOf(migrator.upgrade());
    const failure = scriptFailure(error);
    expect(failure).toMatchObject({ revision: "c3", sqlstate: "23503", atCommit: true, heads: ["a1"] });
    expect(failure.place).toBeUndefined();
    expect(failure.detail).toContain("(2)");
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await recorded(sql)).toEqual(["a1"]);
    expect(await happenings(sql)).toEqual(["up a1", "failure c3"]);
  });

  test("on the way down leaves the revision applied", async () => {
    const { migrator, root, sql } = await scene(
      [
        { id: "a1" },
        { id: "b2", parents: ["a1"], down: "drop table b2;\ndrop table b3;\n" },
        { id: "c3", parents: ["b2"] },
      ],
      server,
    );
    await migrator.upgrade();
    const error = await failureOf(migrator.downgrade("base"));
    expect(scriptFailure(error)).toMatchObject({
      revision: "b2",
      direction: "down",
      file: `${root}/migrations/b2/down.sql`,
      sqlstate: "42P01",
      applied: [{ revision: "c3", direction: "down" }],
      heads: ["b2"],
    });
    expect(await tables(sql)).toEqual(["a1", "b2"]);
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
    expect((await happenings(sql)).slice(3)).toEqual(["down c3", "failure b2"]);
  });

  test("runs when it is put right, on the same connection", async () => {
    const { migrator, root, sql } = await scene(
      [
        { id: "a1", up: "select 1/0;" },
        { id: "b2", parents: ["a1"] },
      ],
      server,
    );
    await failureOf(migrator.upgrade());
    writeRevisionFiles(`${root}/migrations`, { id: "a1" });
    expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
    expect(await recorded(sql)).toEqual(["a1", "b2"]);
  });

  test("keeps nothing of a single transaction, nor does the last, nor the COMMIT", async () => {
    for (const [up, atCommit] of [
      ["create table c3 (id int); select 1/0;", false],
      [DEFERRED, true],
    ] as const) {
      const { migrator, sql, events } = await scene(
        [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"], up }],
        server,
      );
      const error = await failureOf(migrator.upgrade("head", { singleTransaction: true }));
      expect(scriptFailure(error)).toMatchObject({ revision: "c3", atCommit, applied: [], heads: [] });
      expect(await tables(sql)).toEqual([]);
      expect(await recorded(sql)).toEqual([]);
      expect(await happenings(sql)).toEqual(["failure c3"]);
      expect(events.filter(({ type }) => type === "step-finished")).toEqual([]);
    }
  });

  test("is not there when all go well in a single transaction", async () => {
    const { migrator, sql } = await scene(
      [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }],
      server,
    );
    const result = await migrator.upgrade("head", { singleTransaction: true });
    expect(result).toMatchObject({ heads: ["c3"] });
    for (const { duration_ms } of result.steps) expect(duration_ms).toBeGreaterThan(0);
    const [row] = await sql`select count(distinct xmin::text)::int from migraph.revision`;
    expect(row).toEqual({ count: 1 });
    expect(await happenings(sql)).toEqual(["up a1", "up b2", "up c3"]);
    await migrator.downgrade("base", { singleTransaction: true });
    expect(await tables(sql)).toEqual([]);
  });
});

test.for([
  ["a syntax error", "create tabel x ();", "42601", 1, 8],
  ["a syntax error behind good statements", "create table x ();\nselect 1;\n\tselect from where;", "42601", 3, 14],
  ["an error in a line of its own", "\n\n\nselect\n  1,\n  'ü' || nothing;", "42703", 6, 10],
  ["an error at the very end, without a newline", "select (", "42601", 1, 10],
  ["Windows line ends", "select 1;\r\nselect nothing;\r\n", "42703", 2, 8],
] as const)("the place of %s is the place in the file", async ([, up, sqlstate, line, column]) => {
  const { migrator, root } = await scene([{ id: "a1", up }]);
  const failure = scriptFailure(await failureOf(migrator.upgrade()));
  const text = readFileSync(`${root}/migrations/a1/up.sql`, "utf8");
  const header = text.slice(0, text.indexOf(up)).split("\n").length - 1;
  expect(failure.sqlstate).toBe(sqlstate);
  // Where the text has ended, the server points behind it.
  const end = column > (up.split("\n")[line - 1]?.length ?? 0) + 1;
  expect(failure.place).toMatchObject(end ? { line: header + line + 1, column: 1 } : { line: header + line, column });
});

test("an error in a function that a script calls has the server's account of it, and no place in the file", async () => {
  const up = `create function f() returns void language plpgsql as $$ begin execute 'select nothing'; end $$;\nselect f();`;
  const { migrator } = await scene([{ id: "a1", up }]);
  const failure = scriptFailure(await failureOf(migrator.upgrade()));
  expect(failure.place).toBeUndefined();
  expect(failure.context).toContain("PL/pgSQL function f() line 1 at EXECUTE");
});

test("the server's detail and hint are handed on", async () => {
  const up = "do $$ begin raise exception 'no' using detail = 'because', hint = 'try', errcode = 'P0042'; end $$;";
  const { migrator } = await scene([{ id: "a1", up }]);
  expect(scriptFailure(await failureOf(migrator.upgrade()))).toMatchObject({
    sqlstate: "P0042",
    detail: "because",
    serverHint: "try",
  });
});

test("a failure that the ledger cannot take is still told", async () => {
  const { migrator, sql, events } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"], up: "select 1/0;" }]);
  await migrator.upgrade("a1");
  await sql`alter table migraph.event add check (kind <> 'failure')`;
  expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "script_failed" });
  const warnings = events.filter(({ type }) => type === "warning");
  expect(warnings).toMatchObject([{ message: expect.stringContaining("could not be written to the ledger") }]);
  expect(await recorded(sql)).toEqual(["a1"]);
});

test("a revision that the ledger refuses is not run", async () => {
  const { migrator, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"] }]);
  await migrator.upgrade("a1");
  await sql`alter table migraph.revision add check (id <> 'b2')`;
  expect(await failureOf(migrator.upgrade())).toMatchObject({
    code: "record_failed",
    exitCode: 1,
    data: { revision: "b2", sqlstate: "23514", heads: ["a1"] },
  });
  expect(await tables(sql)).toEqual(["a1"]);
  expect(await happenings(sql)).toEqual(["up a1", "failure b2"]);
});

test("an irreversible revision is not taken back, nor is anything above it", async () => {
  const { migrator, sql, root } = await scene([
    { id: "a1" },
    { id: "b2", parents: ["a1"], down: "-- irreversible: the old rows are gone\n" },
    { id: "c3", parents: ["b2"] },
  ]);
  await migrator.upgrade();
  for (const work of [migrator.downgrade("base"), migrator.redo(2)]) {
    const error = await failureOf(work);
    expect(error).toMatchObject({
      code: "irreversible",
      exitCode: 2,
      data: { revision: "b2", file: `${root}/migrations/b2/down.sql` },
    });
    expect(error.message).toContain("the old rows are gone");
  }
  expect(await tables(sql)).toEqual(["a1", "b2", "c3"]);
  expect(await migrator.downgrade("b2")).toMatchObject({ heads: ["b2"] });
});
