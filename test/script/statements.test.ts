import { readFileSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";
import { describe, expect, onTestFinished, test } from "vitest";
import { Session } from "../../src/database/session.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import { prepareScript } from "../../src/script/prepare.ts";
import { divide } from "../../src/script/sections.ts";
import { splitStatements } from "../../src/script/statements.ts";
import { freshDatabase, servers } from "../support/database.ts";

const fixture = (name: string) => readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");
const ODD = fixture("odd-shapes.sql");
const DUMP = fixture("dump.sql");

/** The statements' texts, with the kinds that the parser found. */
async function split(text: string): Promise<readonly string[] | undefined> {
  return (await splitStatements(text))?.map(({ start, end }) => text.slice(start, end));
}

/** What a script has made, as the catalogue tells it. */
async function traces(sql: postgres.Sql): Promise<unknown> {
  const [row] = await sql`select
    (select json_agg(json_build_array(relname, relkind) order by relname) from pg_class
      where relnamespace = 'public'::regnamespace) as relations,
    (select json_agg(prosrc order by proname) from pg_proc where pronamespace = 'public'::regnamespace) as bodies,
    (select json_agg(definition) from pg_rules where schemaname = 'public') as rules,
    query_to_xml('select * from public.orders', true, true, '')::text as orders`;
  return row;
}

describe.each(servers)("on PostgreSQL $major", (server) => {
  test.each([
    ["as it is", ODD, 20],
    ["with CRLF", ODD.replaceAll("\n", "\r\n"), 20],
    ["with a semicolon at the end", `${ODD};\n`, 20],
  ])("a script of odd shapes %s comes apart where the server sees its statements end", async (_, text, count) => {
    const whole = await freshDatabase(server);
    await whole.sql.unsafe(`begin;\n${text}\n;commit`);
    const { sql } = await freshDatabase(server);
    await sql.unsafe("begin");
    const statements = (await split(text)) ?? [];
    // What is prepared can only be one statement.
    for (const statement of statements) await sql.unsafe(statement, [], { prepare: true });
    await sql.unsafe("commit");
    expect(statements).toHaveLength(count);
    expect(await traces(sql)).toEqual(await traces(whole.sql));
  });

  test("a dump with data is what psql would make of it", async () => {
    const database = await freshDatabase(server);
    const { session } = await Session.open(parseDatabaseUrl(database.url, {}), "select 1");
    onTestFinished(() => session.close());
    const { text, copies, faults, unread } = await prepareScript(DUMP, { transaction: true });
    expect({ length: text.length, faults, unread }).toEqual({ length: DUMP.length, faults: [], unread: undefined });
    await session.send("begin");
    let from = 0;
    for (const { start, end, dataStart, dataEnd, next } of copies) {
      await session.send({ script: text.slice(from, start) });
      const outcome = await session.copy(text.slice(start, end), text.slice(dataStart, dataEnd));
      expect(outcome).toMatchObject({ ok: true });
      from = next;
    }
    await session.send({ script: text.slice(from) });
    await session.send("commit");
    expect([...(await database.sql`select * from public.people order by id`)]).toEqual([
      { id: 1, name: `it's; "quoted" $$`, note: null },
      { id: 2, name: "copy public.people from stdin;", note: "-- no comment" },
      { id: 3, name: "tab\tand\\.", note: "\\." },
    ]);
    expect([...(await database.sql`select * from public."from stdin"`)]).toEqual([
      { copy: "a\nb", b: 'say "hi"' },
      { copy: "'; drop table public.people; --", b: "x" },
    ]);
    expect(await database.sql`select 1 from pg_indexes where indexname = 'people_pkey'`).toHaveLength(1);
  });
});

test("the lexer splits as the parser does", async () => {
  for (const text of [ODD, ODD.replaceAll("\n", "\r\n"), DUMP]) {
    const parsed = await splitStatements(text);
    expect(divide(text).statements.map(({ start }) => start)).toEqual(parsed?.map(({ start }) => start));
    expect(parsed?.every(({ tree }) => tree !== undefined)).toBe(true);
  }
});

test("each statement has its place, tree and data", async () => {
  const text = "-- ä😀\n;\n create index i on t (a) ;\r\ncopy t from stdin;\n1\n2\n\\.\n/* x */ select 'é';\n";
  const statements = await splitStatements(text);
  expect(statements?.map(({ line, tree }) => [line, Object.keys(tree ?? {})[0]])).toEqual([
    [3, "IndexStmt"],
    [4, "CopyStmt"],
    [8, "SelectStmt"],
  ]);
  expect(await split(text)).toEqual(["create index i on t (a)", "copy t from stdin", "select 'é'"]);
  expect(statements?.map(({ data }) => data && text.slice(data.start, data.end))).toEqual([
    undefined,
    "1\n2\n",
    undefined,
  ]);
});

describe("where the parser cannot read a script its lexer splits it", () => {
  test.each([
    [
      "create flying table t; select ';';\n-- x;\nselect $$;$$",
      ["create flying table t", "select ';'", "select $$;$$"],
    ],
    [
      "create flying function f() begin atomic select 1; end; select 2",
      ["create flying function f() begin atomic select 1", "end", "select 2"],
    ],
    [
      "flying; create or replace function f() returns int begin atomic select case when a then 1 end; end; select 2",
      [
        "flying",
        "create or replace function f() returns int begin atomic select case when a then 1 end; end",
        "select 2",
      ],
    ],
    ["flying (a; b); c", ["flying (a; b)", "c"]],
    [
      "select E'\\'' -- which servers read on from\n'\\';'; select 1",
      ["select E'\\'' -- which servers read on from\n'\\';'", "select 1"],
    ],
  ])("%s", async (text, expected) => {
    expect(await split(text)).toEqual(expected);
    expect((await splitStatements(text))?.map(({ tree }) => tree)).toEqual(expected.map(() => undefined));
  });

  test("and nothing splits what breaks off in quotes", async () => {
    for (const text of ["select 'a; select 1", "select 1; /* ", 'select "', "do $$ begin;", "select e'\\'"]) {
      expect(await splitStatements(text), text).toBeUndefined();
    }
  });

  test("and nothing is in nothing", async () => {
    for (const text of ["", " \n", "-- x", ";;", "/* */;\n"]) expect(await splitStatements(text), text).toEqual([]);
  });
});

describe("the data of COPY … FROM stdin are cut out", () => {
  /** Each data, and what is sent around them. */
  async function cut(text: string) {
    const { copies, faults } = await prepareScript(text, { transaction: true });
    return {
      data: copies.map(({ dataStart, dataEnd }) => text.slice(dataStart, dataEnd)),
      rest: text.slice(copies.at(-1)?.next ?? 0),
      faults: faults.map(({ line, code }) => `${line} ${code}`),
    };
  }

  test.each([
    ["to a line with \\. alone", "copy t from stdin;\n1\n\\.x\n \\.\n\\.\nselect 1", "1\n\\.x\n \\.\n", "select 1"],
    ["with CRLF", "copy t from stdin;\r\n1\r\n\\.\r\nselect 1", "1\r\n", "select 1"],
    ["to the end of the file", "copy t from stdin;\n1\n2", "1\n2", ""],
    ["to a last line without its end", "copy t from stdin;\n1\n\\.", "1\n", ""],
    ["where there are none", "copy t from stdin;\n\\.\n", "", ""],
    ["where the file ends with the statement", "copy t from stdin", "", ""],
    ["behind a comment", "copy t from stdin; -- 'rows\n1\n\\.\n", "1\n", ""],
    ["which may look like SQL", "copy t from stdin;\ncommit; '\n\\.\nselect 1", "commit; '\n", "select 1"],
    ["of a statement on many lines", "COPY t\n(a)\nFROM /* x */\nSTDIN\nWITH (HEADER)\n;\n1\n\\.\n", "1\n", ""],
    ["of a table with any name", 'copy "copy ;from"."x" from stdin;\n1\n\\.\n', "1\n", ""],
    ["with a query in the condition", "copy t from stdin where a <> ';';\n1\n\\.\n", "1\n", ""],
    ["in odd lines", "copy t from stdin;\n1\r\\.\u2028\\.\n\\.\n", "1\r\\.\u2028\\.\n", ""],
  ])("%s", async (_, text, data, rest) => {
    expect(await cut(text)).toEqual({ data: [data], rest, faults: [] });
  });

  test("in any number", async () => {
    expect(await cut("copy t from stdin;\n1\n\\.\ncopy u from stdin;\n\\.\n;copy v from stdin;\n3\n")).toMatchObject({
      data: ["1\n", "", "3\n"],
    });
  });

  test.each([
    ["a string", "select '\ncopy t from stdin;\n';"],
    ["a function", "create function f() returns void language sql as $$\ncopy t from stdin;\n$$;"],
    ["a comment", "/*\ncopy t from stdin;\n*/ select 1;"],
    ["COPY … TO", "copy (select 1 from stdin) to stdout;"],
    ["a file", "copy t from 'stdin';"],
    ["a statement of another kind", "select copy from stdin;"],
    ["a text that does not parse", "flying '\ncopy t from stdin;\n';"],
  ])("but not of %s", async (_, text) => {
    expect(await cut(text)).toEqual({ data: [], rest: text, faults: [] });
  });

  test.each([
    ["with more on its line", "select 1;\ncopy t from stdin; select 1;\n1\n\\.\n", "2 copy_data"],
    ["in the binary format", "copy binary t from stdin;\n", "1 copy_data"],
    ["in the binary format of today", "copy t from stdin with (freeze, format 'binary');\n", "1 copy_data"],
    ["without a semicolon", "copy t from stdin\n1\n\\.\n", "3 psql_command"],
  ])("and it is a fault %s", async (_, text, fault) => {
    expect((await cut(text)).faults).toEqual([fault]);
  });
});
