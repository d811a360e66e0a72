import { describe, expect, onTestFinished, test } from "vitest";
import { prepareScript } from "../../src/script/prepare.ts";
import { freshDatabase, servers } from "../support/database.ts";
import type { TestServer } from "../support/server.ts";

/** What the objects of the statements below are made of. */
const SETUP = `
  create table t (id int primary key, at date);
  create index t_at on t (at);
  create table p (id int) partition by list (id);
  create table p1 partition of p for values in (1);
  create materialized view m as select 1 as a;
  create unique index on m (a);
  create type mood as enum ('sad');
  create table moods (mood mood, note text);
  create subscription bare connection 'dbname=none' publication x with (connect = false, slot_name = none);
`;

async function withObjects(server: TestServer) {
  const { sql } = await freshDatabase(server);
  await sql.unsafe(SETUP);
  onTestFinished(async () => {
    // Without it the database could not be dropped.
    await sql.unsafe("drop subscription bare");
  });
  return sql;
}

const OUTSIDE = [
  "create index concurrently on t (id)",
  "create unique index concurrently if not exists t_at on t (at)",
  "drop index concurrently t_at",
  "drop index concurrently if exists t_at",
  "reindex index concurrently t_at",
  "reindex (verbose, concurrently) table t",
  "reindex (concurrently true) table t",
  "reindex schema public",
  "reindex schema concurrently public",
  "reindex (verbose) schema public",
  "vacuum",
  "vacuum full t",
  "vacuum (analyze) t",
  "create database other",
  "drop database if exists other",
  "alter database template1 set tablespace pg_default",
  "create tablespace s location '/nowhere'",
  "drop tablespace if exists s",
  "alter system set work_mem = '4MB'",
  "alter system reset all",
  "discard all",
  "cluster",
  "alter table p detach partition p1 concurrently",
  "create subscription s connection 'dbname=none' publication x",
  "create subscription s connection 'dbname=none' publication x with (enabled = false)",
];

const WITHIN = [
  "create index on t (id)",
  "drop index t_at",
  "drop table t, p",
  "reindex table t",
  "reindex (concurrently false) index t_at",
  "reindex (concurrently off) table t",
  "analyze",
  "analyze t",
  "cluster t using t_at",
  "discard temp",
  "discard plans",
  "refresh materialized view m",
  "refresh materialized view concurrently m",
  "alter table p detach partition p1",
  "alter type mood add value 'glad'",
  "alter database template1 set work_mem = '4MB'",
  "alter database template1 connection limit 100",
  "create subscription s connection 'dbname=none' publication x with (connect = false)",
  "create subscription s connection 'dbname=none' publication x with (create_slot = off, connect = false)",
  "checkpoint",
  "lock table t",
  "set transaction isolation level serializable",
  "comment on database template1 is 'vacuum; create database x'",
  "select 'create index concurrently'",
];

describe.each(servers)("on PostgreSQL $major", (server) => {
  test("a script is refused for what the server refuses in a transaction, and for nothing else", async () => {
    const sql = await withObjects(server);
    const refused: string[] = [];
    for (const statement of [...OUTSIDE, ...WITHIN]) {
      await sql.unsafe("begin");
      const code = await sql.unsafe(statement).then(
        () => undefined,
        (error: { code: string }) => error.code,
      );
      await sql.unsafe("rollback");
      if (code === "25001") refused.push(statement);
      else expect(code, statement).toBeUndefined();
    }
    expect(refused).toEqual(OUTSIDE);
    const found: string[] = [];
    for (const statement of [...OUTSIDE, ...WITHIN]) {
      const { faults, warnings } = await prepareScript(statement, { transaction: true });
      expect(warnings, statement).toEqual([]);
      if (faults.some(({ code }) => code === "needs_no_transaction")) found.push(statement);
    }
    expect(found).toEqual(OUTSIDE);
  });

  test("what depends on more than the script is only told", async () => {
    const sql = await withObjects(server);
    for (const statement of [
      "drop subscription bare",
      "alter subscription bare refresh publication",
      "alter table if exists nowhere detach partition p1 concurrently",
    ]) {
      await sql.unsafe("begin");
      const code = await sql.unsafe(statement).then(
        () => undefined,
        (error: { code: string }) => error.code,
      );
      await sql.unsafe("rollback");
      const { faults, warnings } = await prepareScript(statement, { transaction: true });
      expect(faults).toEqual([]);
      expect(warnings).toMatchObject([{ code: "needs_no_transaction", line: 1 }]);
      // It is switched off, which is looked at first.
      expect([undefined, "25001", "55000"], statement).toContain(code);
    }
  });

  test("a new enum value that is certain to be refused is a fault, and one that may be is a warning", async () => {
    const sql = await withObjects(server);
    const add = "alter type mood add value 'glad';\n";
    const certain = [
      "select 'glad'::mood;",
      "insert into moods values (cast('glad' as mood));",
      "update moods set mood = mood 'glad' where mood = 'glad';",
      "delete from moods where mood = any (array['sad', 'glad'::mood]);",
      "create view v as select 'glad'::mood as a;",
    ];
    for (const use of certain) {
      const { faults } = await prepareScript(`${add}select 1;\n${use}`, { transaction: true });
      expect(faults, use).toMatchObject([{ code: "new_enum_value", line: 3 }]);
      await expect(sql.unsafe(`begin; ${add}${use}`), use).rejects.toMatchObject({ code: "55P04" });
      await sql.unsafe("rollback");
    }
    const possible: readonly [string, boolean][] = [
      ["insert into moods (mood) values ('glad');", false],
      ["insert into moods (note) values ('glad');", true],
      ["create table if not exists moods (mood mood default 'glad'::mood);", true],
      ["select 'glad'::text;", true],
    ];
    for (const [use, passes] of possible) {
      const { faults, warnings } = await prepareScript(add + use, { transaction: true });
      expect(faults, use).toEqual([]);
      expect(warnings, use).toMatchObject([{ code: "new_enum_value", line: 2 }]);
      const outcome = await sql.unsafe(`begin; ${add}${use}`).then(
        () => true,
        () => false,
      );
      await sql.unsafe("rollback");
      expect(outcome, use).toBe(passes);
    }
    for (const use of [
      "select 'sad'::mood;",
      "create function f() returns mood language plpgsql as $$ begin return 'glad'; end $$;",
      "alter type mood rename value 'sad' to 'bad';",
    ]) {
      expect(await prepareScript(add + use, { transaction: true }), use).toMatchObject({ faults: [], warnings: [] });
      await sql.unsafe(`begin; ${add}${use}; rollback`);
    }
    const made = "create type fresh as enum ('a'); alter type fresh add value 'b'; select 'b'::fresh;";
    const { faults, warnings } = await prepareScript(made, { transaction: true });
    expect([faults.length, warnings.length]).toEqual([0, 1]);
  });
});

test("what to do depends on what else there is", async () => {
  const only = await prepareScript("-- x\ncreate index concurrently on t (a);\n", { transaction: true });
  expect(only.faults).toEqual([
    {
      code: "needs_no_transaction",
      message: "CREATE INDEX CONCURRENTLY cannot run in a transaction, and this script runs in one",
      hint: "write `-- transaction: off` in the header",
      line: 2,
    },
  ]);
  const beside = await prepareScript("create table u (a int);\nvacuum;\n", { transaction: true });
  expect(beside.faults).toMatchObject([
    { line: 2, hint: "put it in a revision of its own, with `-- transaction: off` in its header" },
  ]);
});

describe("a script that runs outside of a transaction", () => {
  const faults = async (text: string) =>
    (await prepareScript(text, { transaction: false })).faults.map(({ line, code }) => `${line} ${code}`);

  test.each([
    ["of statements that need that", "vacuum;\ncreate index concurrently on t (a);", []],
    ["with transactions of its own", "begin;\nselect 1;\ncommit;\nstart transaction; savepoint a; rollback;", []],
    ["that prepares one", "begin;\nprepare transaction 'x';\ncommit prepared 'x';", []],
    ["with one that is not ended", "commit;\nbegin;\nselect 1;\nbegin;", ["2 open_transaction"]],
    ["with one that is chained", "begin;\nselect 1;\ncommit and chain;\n", ["1 open_transaction"]],
    ["with one that rolls back to a savepoint", "begin; savepoint a; rollback to a;", ["1 open_transaction"]],
    ["with what needs none in one", "begin;\n\nvacuum;\ncommit;\nvacuum;", ["3 needs_no_transaction"]],
    ["that uses a new enum value", "alter type t add value 'x';\nselect 'x'::t;", []],
  ])("%s", async (_, text, expected) => {
    expect(await faults(text)).toEqual(expected);
  });
});
