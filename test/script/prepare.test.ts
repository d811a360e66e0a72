import { describe, expect, test } from "vitest";
import { prepareScript } from "../../src/script/prepare.ts";

async function inspectScript(text: string) {
  return (await prepareScript(text, { transaction: true })).faults;
}

/** `line code` of each fault. */
async function faults(text: string): Promise<readonly string[]> {
  return (await inspectScript(text)).map(({ line, code }) => `${line} ${code}`);
}

describe("a statement that begins or ends a transaction is found at its line", () => {
  test.each([
    ["begin", "BEGIN begins a transaction"],
    ["start transaction isolation level serializable", "START begins a transaction"],
    ["commit", "COMMIT ends a transaction"],
    ["commit and chain", "COMMIT ends a transaction"],
    ["end", "COMMIT ends a transaction"],
    ["rollback", "ROLLBACK ends a transaction"],
    ["abort work", "ROLLBACK ends a transaction"],
    ["prepare transaction 'x'", "PREPARE TRANSACTION ends a transaction"],
    ["commit prepared 'x'", "COMMIT PREPARED ends a transaction"],
    ["rollback prepared 'x'", "ROLLBACK PREPARED ends a transaction"],
  ])("%s", async (statement, message) => {
    const text = `create table t (note text default 'ä😀; commit;');\n/* /* nested */ begin; */ -- commit\n\n  ${statement}`;
    expect(await inspectScript(text)).toEqual([
      {
        code: "transaction_control",
        message: `${message}, which is migraph's to do`,
        hint: "remove it: script and record are committed together, or not at all",
        line: 4,
      },
    ]);
  });

  test("each of them", async () => {
    const text = "begin;\r\nselect 1;\r\ncommit;\rbegin;\n-- ü\ncommit";
    expect(await faults(text)).toEqual([1, 3, 4, 6].map((line) => `${line} transaction_control`));
  });

  test("counting lines as an editor does, whatever the characters above take in bytes", async () => {
    const text = `select '${"ä😀".repeat(50)}';\ncommit;\n${"\n".repeat(200)}rollback;\n${"\n".repeat(200)}`;
    expect(await faults(text)).toEqual(["2 transaction_control", "203 transaction_control"]);
  });

  test("and where the two just wrap the script, to remove them is what is said", async () => {
    const hint = "remove the BEGIN and COMMIT around the script: it runs in a transaction of its own already";
    for (const text of ["begin;\nselect 1;\ncommit;\n", "-- x\n;; BEGIN WORK;\nsavepoint a;\nEND"]) {
      expect((await inspectScript(text)).map((fault) => fault.hint)).toEqual([hint, hint]);
    }
    for (const text of [
      "select 1;\nbegin;\ncommit;",
      "begin;\ncommit;\nselect 1;",
      "begin; commit; begin; commit;",
      "commit",
    ]) {
      expect((await inspectScript(text)).map((fault) => fault.hint)).not.toContain(hint);
    }
  });
});

describe("no fault is", () => {
  test.each([
    ["an empty script", ""],
    ["space", " \n\u00a0"],
    ["a comment only", "-- begin; commit;"],
    ["a comment with a backslash", "/* \\restrict */ -- \\i x"],
    ["savepoints", "savepoint a; rollback to savepoint a; release a;"],
    ["a transaction's settings", "set transaction isolation level serializable; lock table t;"],
    ["a function in PL/pgSQL", "create function f() returns void language plpgsql as $$ begin commit; end $$;"],
    ["a function with an odd tag", "create function f() returns void language plpgsql as $_ä1$ begin\n$$;\nend $_ä1$;"],
    ["a function with BEGIN ATOMIC", "create function f() returns int language sql begin atomic select 1; end;"],
    [
      "a procedure with BEGIN ATOMIC",
      "create procedure p() begin atomic insert into t values (1); select 2; end; select 3;",
    ],
    ["a DO block", "do $do$ begin perform 1; exception when others then rollback; end $do$;"],
    ["a string", "select 'begin; commit;', E'\\'; commit; --', $$ rollback; $$, U&'\\0041';"],
    ["a name", 'create table "commit" ("begin" int, copy text);'],
    ["CASE … END", "select case when true then 1 end;"],
    ["a prepared statement", "prepare p as select 1; execute p; deallocate p;"],
    ["COPY from a file or a program", "copy t from '/tmp/x'; copy t from program 'cat';"],
    ["COPY … TO", "copy t to stdout; copy (select 1) to '/tmp/x';"],
  ])("%s", async (_, text) => {
    expect(await inspectScript(text)).toEqual([]);
  });

  test("a text that the parser does not know: the server may be newer", async () => {
    expect(await inspectScript("begin; create flying table t; commit;")).toEqual([]);
    expect(await inspectScript("select 1;\u00a0commit;")).toEqual([]);
    expect(await inspectScript("select 'unterminated; commit;")).toEqual([]);
  });
});

describe("a command of psql is found at its line, with what to do about it", () => {
  test.each([
    ["select 'ä😀';\n\\i more.sql\n", 2, "\\i is", "put the SQL of that file in its place"],
    ["select 1;\n\n\\connect other\n", 3, "\\connect is", "the database is the one that migraph is connected to"],
    ["select 1 \\gexec\n", 1, "\\gexec is", "only psql knows such commands"],
    ["select 1;\r\n\\copy t from 'x'\r\n", 2, "\\copy is", "write COPY … FROM stdin"],
    ["\\! rm -rf /", 1, "\\! is", "only psql knows such commands"],
  ])("%j", async (text, line, message, hint) => {
    const [fault, ...others] = await inspectScript(text);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ code: "psql_command", line });
    expect(fault?.message).toContain(message);
    expect(fault?.hint).toContain(hint);
  });
});

test("lines of pg_dump that keep psql in bounds are blanks to the server, in their places", async () => {
  const text = "\\restrict aB9\r\nselect 'ä';\n  \\unrestrict aB9 \nselect '\n\\restrict x\n';";
  const { text: sent, unread, ...found } = await prepareScript(text, { transaction: true });
  expect({ found, unread }).toEqual({ found: { copies: [], faults: [], warnings: [] }, unread: undefined });
  expect(sent).toBe(`${" ".repeat(13)}\r\nselect 'ä';\n  ${" ".repeat(16)}\nselect '\n\\restrict x\n';`);
  expect(await faults("select 1; \\restrict x")).toEqual(["1 psql_command"]);
});

test("a backslash that a server may take within a string is no command of psql", async () => {
  for (const text of ["select 'it\\'s', 'b\\'s';", "insert into t values ('a\\'b\\'c');"]) {
    expect(await faults(text), text).toEqual([]);
  }
});

test("a statement that is too large for the parser is left to the server, and the others are not", async () => {
  const large = `insert into t values ('${"ä".repeat(2_100_000)}');\n`;
  for (const text of [`select 1;\n${large}commit;`, `-- ${"x".repeat(5_000_000)}\nselect 1;\ncommit;`]) {
    const { faults: found, unread } = await prepareScript(text, { transaction: true });
    expect(found).toMatchObject([{ code: "transaction_control", line: 3 }]);
    expect(unread).toBe(
      text.startsWith("--") ? undefined : "a statement of 4.2 MB is too large for the parser in line 2",
    );
  }
});

describe("a script of many lines is looked through", () => {
  test("with the right line at the end of 10,000", async () => {
    expect(await faults(`${"insert into t values ('ä');\n".repeat(10_000)}commit;`)).toEqual([
      "10001 transaction_control",
    ]);
  });

  test("also where it is too much for the parser at once", async () => {
    const rows = "insert into t values ('ä😀');\n".repeat(200_000);
    expect(await faults(`${rows}commit;`)).toEqual(["200001 transaction_control"]);
  });

  test("and one that is too deep for the parser is the server's to judge", async () => {
    expect(await faults(`select ${"(".repeat(100_000)}1${")".repeat(100_000)}; commit;`)).toEqual([]);
    expect(await faults("commit;")).toEqual(["1 transaction_control"]);
  });
});
