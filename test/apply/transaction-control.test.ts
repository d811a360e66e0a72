import { describe, expect, test } from "vitest";
import { servers, tables } from "../support/database.ts";
import { writeRevisionFiles } from "../support/project.ts";
import { failureOf, happenings, recorded, scene } from "../support/scene.ts";

/** Servers know that a string may go on behind a comment, and the parser does not. */
const UNREADABLE = "select 'it' -- is\n's';\n";

describe("a script that begins or ends transactions is refused before anything runs", () => {
  test.for([
    ["COMMIT", "create table b2 (id int);\ncommit;", 2],
    ["COMMIT", "create table b2 (id int); commit and chain; select 1;", 1],
    ["ROLLBACK", "rollback;", 1],
    ["BEGIN", "begin;\ncreate table b2 (id int);\ncommit;", 1],
    ["START", "start transaction; commit;", 1],
    ["PREPARE", "prepare transaction 'x';", 1],
  ] as const)("%s: %j", async ([word, up, line]) => {
    const { migrator, root, sql } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"], up }]);
    const error = await failureOf(migrator.upgrade());
    expect(error).toMatchObject({ code: "bad_files", exitCode: 2 });
    const [finding] = error.data["findings"] as readonly Record<string, unknown>[];
    expect(finding).toMatchObject({
      code: "transaction_control",
      file: `${root}/migrations/b2/up.sql`,
      revision: "b2",
    });
    expect(finding?.["message"]).toContain(word);
    expect(finding?.["line"]).toBe(5 + line);
    expect(await tables(sql)).toEqual([]);
    expect(await recorded(sql)).toBeUndefined();
  });

  test("on the way down as well", async () => {
    const { migrator, sql } = await scene([{ id: "a1", down: "drop table a1; commit;" }]);
    await migrator.upgrade();
    expect(await failureOf(migrator.downgrade("base"))).toMatchObject({ code: "bad_files" });
    expect(await tables(sql)).toEqual(["a1"]);
  });
});

test.for([
  "create function f() returns int language plpgsql as $$ begin return 1; end $$;",
  "create procedure p() language plpgsql as $$ begin commit; end $$;",
  "savepoint s; create table x (id int); rollback to s; release s;",
  "create temp table x (id int) on commit drop;",
  "-- commit;\n/* rollback; */ select 'commit;', $x$ commit; $x$, case when true then 1 end;",
  "create function g() returns int language sql begin atomic; select 1; end;",
])("a script that only looks like it is run: %s", async (up) => {
  const { migrator } = await scene([{ id: "a1", up }]);
  expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
});

test("a procedure that commits is refused by the server", async () => {
  const up = "create table a1 (id int); create procedure p() language plpgsql as $$ begin commit; end $$; call p();";
  const { migrator, sql } = await scene([{ id: "a1", up }]);
  expect(await failureOf(migrator.upgrade())).toMatchObject({ code: "script_failed", data: { sqlstate: "2D000" } });
  expect(await tables(sql)).toEqual([]);
  expect(await recorded(sql)).toEqual([]);
});

describe.each(servers)("on PostgreSQL $major, of a script that nobody could read before", (server) => {
  const BEFORE = "create table b2 (id int);\n";

  /** Gives the revision that text, upgrades, and looks at what is there then. */
  async function upgraded(texts: readonly string[]) {
    const { migrator, root, sql } = await scene(
      [{ id: "a1" }, { id: "b2", parents: ["a1"] }, { id: "c3", parents: ["b2"] }],
      server,
    );
    await migrator.upgrade("a1");
    const outcomes: unknown[] = [];
    for (const [index, text] of texts.entries()) {
      writeRevisionFiles(`${root}/migrations`, { id: "b2", parents: ["a1"], up: `${UNREADABLE}${BEFORE}${text}` });
      const { code, exitCode, message, hint, data } = await failureOf(migrator.upgrade());
      expect(await tables(sql), text).toEqual(["a1"]);
      expect(await recorded(sql), text).toEqual(["a1"]);
      expect((await happenings(sql)).slice(1), text).toEqual(Array(index + 1).fill("failure b2"));
      expect(data["heads"]).toEqual(["a1"]);
      outcomes.push({ text, code, exitCode, message, hint });
    }
    return outcomes;
  }

  test("nothing is kept where it commits or chains", async () => {
    const texts = [
      "commit;",
      "commit; create table b3 (id int);",
      "commit; select 1/0;",
      "begin; commit;",
      "commit and chain; create table b3 (id int);",
      "end; create table b3 (id int);",
      "rollback and chain; create table b3 (id int);",
    ];
    expect(await upgraded(texts)).toEqual(
      texts.map((text) => ({
        text,
        code: "transaction_control",
        exitCode: 1,
        message: "b2 (up) ends its transaction itself: nothing of it was kept",
        hint: expect.stringContaining("take COMMIT"),
      })),
    );
  });

  test("it is not recorded where it rolls back, and what follows is refused", async () => {
    const texts = ["rollback;", "rollback; create table b3 (id int);"];
    expect(await upgraded(texts)).toEqual(
      texts.map((text) => ({
        text,
        code: "transaction_left",
        exitCode: 1,
        message: expect.stringContaining("it is not recorded"),
        hint: expect.stringContaining("take COMMIT"),
      })),
    );
    const [own] = await upgraded(["rollback; begin; create table b3 (id int); commit;"]);
    expect(own).toMatchObject({ code: "script_failed", exitCode: 1, hint: expect.stringContaining("ROLLBACK") });
  });

  test("in a single transaction nothing of any revision is kept", async () => {
    for (const ending of ["commit;", "rollback; create table b3 (id int);", "rollback and chain;"]) {
      const { migrator, sql } = await scene(
        [{ id: "a1" }, { id: "b2", parents: ["a1"], up: `${UNREADABLE}${BEFORE}${ending}` }],
        server,
      );
      const error = await failureOf(migrator.upgrade("head", { singleTransaction: true }));
      expect(error.code).toMatch(/^transaction_(control|left)$/);
      expect(await tables(sql)).toEqual([]);
      expect(await recorded(sql)).toEqual([]);
      expect(await happenings(sql)).toEqual(["failure b2"]);
    }
  });

  test("a down script that commits takes nothing back", async () => {
    const { migrator, sql } = await scene([{ id: "a1", down: `${UNREADABLE}drop table a1; commit;` }], server);
    await migrator.upgrade();
    expect(await failureOf(migrator.downgrade("base"))).toMatchObject({ code: "transaction_control" });
    expect(await tables(sql)).toEqual(["a1"]);
    expect(await recorded(sql)).toEqual(["a1"]);
  });

  test("an honest one is run", async () => {
    const up = `${UNREADABLE}${BEFORE}-- commit\nsavepoint s; rollback to s; release s;`;
    const { migrator, sql } = await scene([{ id: "b2", up, down: `${UNREADABLE}drop table b2; -- end` }], server);
    await migrator.upgrade();
    expect(await tables(sql)).toEqual(["b2"]);
    expect(await sql`select kind, unfinished from migraph.event`).toEqual([{ kind: "up", unfinished: null }]);
    await migrator.downgrade("base");
    expect(await tables(sql)).toEqual([]);
  });
});

test("where all checks are asked for at once, which looks like a COMMIT from outside, the way out is told", async () => {
  const up = `${UNREADABLE}create table b2 (id int); set constraints all immediate; -- end`;
  const { migrator, sql } = await scene([{ id: "b2", up }]);
  const error = await failureOf(migrator.upgrade());
  expect(error).toMatchObject({ code: "transaction_control" });
  expect(error.hint).toContain("SET CONSTRAINTS ALL");
  expect(await tables(sql)).toEqual([]);
});

test("of a script that cannot be read before, and of what only the server can decide, a run is warned once", async () => {
  const { migrator, sql, events } = await scene([
    { id: "a1", up: "create type mood as enum ('sad');" },
    { id: "b2", parents: ["a1"], up: `${UNREADABLE}create table b2 (id int); -- commit` },
    { id: "c3", parents: ["b2"], up: "alter type mood add value 'glad';\ncreate table c3 (note text default 'glad');" },
  ]);
  await migrator.upgrade();
  expect(await recorded(sql)).toEqual(["a1", "b2", "c3"]);
  const warnings = events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
  expect(warnings).toEqual([
    expect.stringContaining("b2/up.sql: PostgreSQL's parser cannot read it"),
    expect.stringMatching(/c3\/up\.sql:\d+: 'glad' is refused here if it means/),
  ]);
});
