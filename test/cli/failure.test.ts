import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase, type TestDatabase, tables } from "../support/database.ts";
import { project, type TestRevision } from "../support/project.ts";

interface Place {
  readonly database: TestDatabase;
  run(...args: readonly string[]): ReturnType<typeof migraph>;
}

async function place(revisions: readonly TestRevision[]): Promise<Place> {
  const database = await freshDatabase();
  const root = project(revisions);
  return { database, run: (...args) => migraph(args, { cwd: root, env: { DATABASE_URL: database.url } }) };
}

const FIRST: TestRevision = { id: "first" };

test("an up script fails: file, line, column, the line with a caret, the server's words, and the state", async () => {
  const up =
    "create table shops (id int);\n\n\tinsert into shops values (1); select '設定👍é' as word, nosuch from shops;";
  const { run, database } = await place([FIRST, { id: "second", parents: ["first"], up }]);
  const { code, stdout, stderr } = await run("upgrade");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Made the ledger.*\n {2}up {6}first {2}Make first {2}\d+ ms\n$/);
  expect(`\n${stderr}`).toMatchInlineSnapshot(`
    "
    error: migrations/second/up.sql:8:55: column "nosuch" does not exist
      8 |  insert into shops values (1); select '設定👍é' as word, nosuch from shops;
                                                                   ^
      SQLSTATE: 42703
    state: nothing of second was kept; done before, and kept: first (up); the database is at first
    hint: correct the script, and run the same command again
    "
  `);
  expect(await tables(database.sql)).toEqual(["first"]);
});

test("the server's detail and hint are told as its own", async () => {
  const up = `create table pairs (a int primary key);
insert into pairs values (1);
insert into pairs values (1);`;
  const taken = await place([{ id: "first", up }]);
  expect(`\n${(await taken.run("upgrade")).stderr}`).toMatchInlineSnapshot(`
    "
    error: migrations/first/up.sql: duplicate key value violates unique constraint "pairs_pkey"
      detail: Key (a)=(1) already exists.
      SQLSTATE: 23505
    state: nothing of first was kept; no other revision was changed; no revision is applied
    hint: correct the script, and run the same command again
    "
  `);
  const hinted = await place([{ id: "first", up: "select no_such_function(1);" }]);
  expect(`\n${(await hinted.run("upgrade")).stderr}`).toMatchInlineSnapshot(`
    "
    error: migrations/first/up.sql:6:8: function no_such_function(integer) does not exist
      6 | select no_such_function(1);
                 ^
      server's hint: No function matches the given name and argument types. You might need to add explicit type casts.
      SQLSTATE: 42883
    state: nothing of first was kept; no other revision was changed; no revision is applied
    hint: correct the script, and run the same command again
    "
  `);
});

test("a down script fails: nothing was reverted", async () => {
  const { run, database } = await place([FIRST, { id: "second", parents: ["first"], down: "drop table secnod;\n" }]);
  await run("upgrade");
  const { code, stdout, stderr } = await run("downgrade", "base");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(`\n${stderr}`).toMatchInlineSnapshot(`
    "
    error: migrations/second/down.sql: table "secnod" does not exist
      SQLSTATE: 42P01
    state: nothing of second was reverted; no other revision was changed; the database is at second
    hint: correct the script, and run the same command again
    "
  `);
  expect(await tables(database.sql)).toEqual(["first", "second"]);
});

test("in a single transaction nothing is kept, and the state says so", async () => {
  const { run, database } = await place([FIRST, { id: "second", parents: ["first"], up: "select 1 / 0;" }]);
  const { code, stdout, stderr } = await run("upgrade", "--single-transaction");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "Made the ledger in schema migraph.\n" });
  expect(`\n${stderr}`).toMatchInlineSnapshot(`
    "
    error: migrations/second/up.sql: division by zero
      SQLSTATE: 22012
    state: nothing of second was kept; no other revision was changed; no revision is applied
    hint: correct the script, and run the same command again
    "
  `);
  expect(await tables(database.sql)).toEqual([]);
});

test("the server refuses the COMMIT: the script is not blamed for a line", async () => {
  const up = `create table pairs (a int, unique (a) deferrable initially deferred);
insert into pairs values (1), (1);`;
  const { run, database } = await place([{ id: "first", up }]);
  const { code, stderr } = await run("upgrade");
  expect(code).toBe(1);
  expect(`\n${stderr}`).toMatchInlineSnapshot(`
    "
    error: migrations/first/up.sql: duplicate key value violates unique constraint "pairs_a_key"
      detail: Key (a)=(1) already exists.
      SQLSTATE: 23505
    state: nothing of first was kept (the server refused its COMMIT); no other revision was changed; no revision is applied
    hint: correct the script, and run the same command again
    "
  `);
  expect(await tables(database.sql)).toEqual([]);
});

test("a failure in the middle of a redo: what was taken back stays so, and is named", async () => {
  const { run, database } = await place([FIRST]);
  await run("upgrade");
  await database.sql`create table keeper ()`;
  await database.sql`create function refuse() returns event_trigger language plpgsql
    as $$ begin if tg_tag = 'CREATE TABLE' then raise 'no more tables' using errcode = 'P0009'; end if; end $$`;
  await database.sql`create event trigger refuse on ddl_command_start execute function refuse()`;
  const { code, stderr } = await run("redo");
  expect(code).toBe(1);
  expect(`\n${stderr}`).toMatchInlineSnapshot(`
    "
    error: migrations/first/up.sql: no more tables
      context: PL/pgSQL function refuse() line 1 at RAISE
      SQLSTATE: P0009
    state: nothing of first was kept; done before, and kept: first (down); no revision is applied
    hint: correct the script, and run the same command again
    "
  `);
  expect(await tables(database.sql)).toEqual(["keeper"]);
});

test("as JSON: where it failed, with what, what was done before, and where the database is", async () => {
  const { run } = await place([FIRST, { id: "second", parents: ["first"], up: "select nosuch;" }]);
  const { code, stdout, stderr } = await run("upgrade", "--json");
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({
    error: {
      code: "script_failed",
      message: 'column "nosuch" does not exist',
      hint: "correct the script, and run the same command again",
      revision: "second",
      direction: "up",
      file: "migrations/second/up.sql",
      line: 6,
      column: 8,
      sqlstate: "42703",
      detail: null,
      server_hint: null,
      applied: [{ revision: "first", direction: "up" }],
      heads: ["first"],
    },
  });
});

test("what a script says, and what the server says about it, cannot command the terminal", async () => {
  const escapeSequence = "\x1b]0;owned\x07\x1b[2J";
  const up = `do $$ begin raise notice 'no${escapeSequence}tice' using hint = 'hi${escapeSequence}nt', detail = 'one
two'; end $$;
select 'ex${escapeSequence}cerpt', "nosuch${escapeSequence}" from pg_class;`;
  const { run } = await place([{ id: "first", up }]);
  const { stdout, stderr } = await run("upgrade", "--verbose");
  expect(stderr).toContain(`notice: no\\x1b]0;owned\\x07\\x1b[2Jtice (first)\n  detail: one\n  two\n  hint: hi\\x1b`);
  expect(stderr).toContain(`column "nosuch\\x1b]0;owned`);
  expect(stdout).toContain("-- migrations/first/up.sql\n");
  for (const text of [stdout, stderr]) expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});
