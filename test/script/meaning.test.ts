import fc from "fast-check";
import { parse, scan } from "libpg-query";
import { describe, expect, test } from "vitest";
import { meaning, sameMeaning } from "../../src/script/checksum.ts";
import { Lexer } from "../../src/script/lexer.ts";

function meaningOf(text: string): string {
  return meaning({ text, bodyStart: 0 });
}

/** Tokens between which any layout may stand, as one script. */
const SCRIPT = [
  ...["create", "table", "Tä", "(", "id", "int", "default", "-", "1.5", ",", '"Na""me"', "text", ")", ";"],
  ...["select", "a", "->>", "'it''s\n--no comment'", "<>", "E'\\'/*\\n'", "::", "text", "from", "t", ";"],
  ...["create", "or", "replace", "function", "f", "(", ")", "returns", "void", "language", "plpgsql", "as"],
  ...["$b_1$ begin\n  -- said\n  perform $$x;$$;\n end $b_1$", ";"],
  ...["do", "$$ begin end $$", ";", "insert", "into", "t", "values", "(", "$1", ",", "U&'\\0041'", ",", "x'1F'", ")"],
];

const GAPS = [" ", "\n", "\r\n", "\t", "\n\n  ", " -- a; 'comment\n", "\r\n-- $$ \r\n", "/* /* nested; */ ' */", "\f"];

/** The script with other layout, case of unquoted words, and semicolons in a row and at the end. */
const reformatted = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...GAPS), fc.boolean(), fc.boolean()), {
      minLength: SCRIPT.length,
      maxLength: SCRIPT.length,
    }),
    fc.constantFrom("", ";", "\n;; \n", " -- the end", "; /* x */"),
  )
  .map(([choices, ending]) => {
    const tokens = SCRIPT.map((token, index) => {
      const [gap = " ", upper = false, twice = false] = choices[index] ?? [];
      const cased = upper && /^[a-z]+$/.test(token) ? token.toUpperCase() : token;
      const ended = twice && token === ";" ? ";\n;" : cased;
      return `${gap}${ended.includes("'") || ended.includes("$") ? ended.replaceAll("\n", upper ? "\r\n" : "\n") : ended}`;
    });
    return `${tokens.join("")}${ending}`;
  });

test("a script that is laid out anew means the same", async () => {
  const meant = meaningOf(SCRIPT.join(" "));
  expect(meant).toMatch(/^sql-1:[0-9a-f]{64}$/);
  await parse(SCRIPT.join(" ").replace("Tä", "ta").replace("'it''s", "'its"));
  fc.assert(
    fc.property(reformatted, (text) => {
      expect(meaningOf(text)).toBe(meant);
    }),
    { numRuns: 500 },
  );
});

test("a script with a token changed by one character, taken away or doubled means something else", () => {
  const meant = meaningOf(SCRIPT.join(" "));
  fc.assert(
    fc.property(fc.nat({ max: SCRIPT.length - 1 }), fc.nat(), fc.constantFrom("q", "7", "_"), (index, at, letter) => {
      const token = SCRIPT[index] ?? "";
      fc.pre(token !== ";");
      const place = at % (token.length + 1);
      const changed = `${token.slice(0, place)}${letter}${token.slice(place)}`;
      for (const other of [[changed], [], [token, token]]) {
        expect(meaningOf(SCRIPT.toSpliced(index, 1, ...other).join(" ")), changed).not.toBe(meant);
      }
    }),
    { numRuns: 500 },
  );
});

test("every byte of a function's body counts, but for what ends its lines", () => {
  const body = "\nbegin\n  -- Why\n  perform 1 ;\nend\n";
  const made = (text: string) => meaningOf(`create function f() returns void language plpgsql as $f$${text}$f$`);
  expect(made(body.replaceAll("\n", "\r\n"))).toBe(made(body));
  for (let at = 0; at < body.length; at++) {
    expect(made(`${body.slice(0, at)} ${body.slice(at)}`), String(at)).not.toBe(made(body));
    expect(made(body.slice(0, at) + body.slice(at + 1)), String(at)).not.toBe(made(body));
  }
});

describe("data of COPY counts as it stands", () => {
  const script = "copy t (a) from stdin;\n1\t'it\n;;\n\\.\nselect 1;\n";

  test.each([
    ["with another comment", `-- x\n${script.replace(";\n", "; -- rows\n")}`, true],
    ["in capitals", script.replace("copy t", "COPY T"), true],
    ["with CRLF", script.replaceAll("\n", "\r\n"), true],
    ["with another row", script.replace("1\t", "2\t"), false],
    ["with an empty row more", script.replace(";;\n", ";;\n\n"), false],
    ["with space for a tab", script.replace("\t", " "), false],
    ["with what looks like a comment in a row", script.replace(";;", "-- x"), false],
  ])("%s", (_, other, same) => {
    expect(meaningOf(other) === meaningOf(script)).toBe(same);
  });
});

test("the key of pg_dump's \\restrict does not count", () => {
  const dump = (key: string) => `\\restrict ${key}\nselect 1;\n\\unrestrict ${key}\n`;
  expect(meaningOf(dump("abc"))).toBe(meaningOf(dump("XYZ123")));
  expect(meaningOf(dump("abc"))).toBe(meaningOf("select 1"));
});

test("a text that breaks off in a string is compared as a text", () => {
  expect(meaningOf("select 'a  b")).toMatch(/^text-1:/);
  expect(meaningOf("select 'a  b\r\n")).toBe(meaningOf("select 'a  b"));
  expect(meaningOf("select  'a  b")).not.toBe(meaningOf("select 'a  b"));
});

test("checksums are those that earlier versions recorded", () => {
  const texts = [SCRIPT.join(" "), "", "copy t from stdin;\n1\n\\.\n", "select 'a"];
  expect(texts.map(meaningOf)).toMatchInlineSnapshot(`
    [
      "sql-1:0953e43d1af68836614c2925eb7d908e92927cb9c29f33b2673575e7f75b758f",
      "sql-1:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "sql-1:591d02984396778855a1b2bcde01e06944116954d45e1659e90eb0b00cc8922b",
      "text-1:a49dcc005d057f04ef36740361dac50e285f83ae84c31ba18ab871f014c15f81",
    ]
  `);
});

describe("where tokens differ, the parser is asked whether it means the same", () => {
  test.each([
    ["another name of a type", "create table t (a int);", "create table t (a integer)", true],
    ["another spelling of an operator", "select 1 <> 2", "select 1 != 2", true],
    ["a name in quotes that needs none", 'select "a"', "select a", true],
    ["another tag", "do $a$x$a$", "do $$x$$", true],
    ["a string in two parts", "select 'a'\n'b'", "select 'ab'", true],
    ["an escape", "select E'\\x41'", "select 'A'", true],
    ["another number", "select 1", "select 2", false],
    ["a place that is a text", "create tablespace s location '/a'", "create tablespace s location '/b'", false],
    ["a string that looks like a place", `select ',"location":5'`, `select ',"location":6'`, false],
    ["another order", "select 1; select 2", "select 2; select 1", false],
    ["other rows", "copy t from stdin;\n1\n\\.\n", "copy t from stdin;\n2\n\\.\n", false],
    ["what it cannot read", "create flying  table t", "create flying table t, u", false],
  ])("%s", async (_, a, b, same) => {
    expect(await sameMeaning(a, b)).toBe(same);
  });
});

test("tokens end where those of PostgreSQL's lexer do", async () => {
  const part = fc.constantFrom(
    ...["'", "''", "E'", "\\'", "\\\\", '"', "$$", "$a$", "$1", "--", "\n", "\r\n", "/*", "*/", " ", ";", "(", ")"],
    ...[
      "a",
      "é",
      "$",
      "1",
      ".5",
      "1.",
      "e",
      "E",
      "+",
      "-",
      "/",
      "*",
      "<",
      "=",
      "::",
      ":=",
      "?",
      "U&'",
      "x'",
      "n'",
      "_",
    ],
  );
  const script = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(script, async (text) => {
      const theirs = await scan(text).then(
        ({ tokens }) => tokens,
        () => undefined,
      );
      const lexer = new Lexer(text);
      const ours: string[] = [];
      while (lexer.next()) {
        if (lexer.kind === "string" || lexer.kind === "name" || text.slice(lexer.start, lexer.end) === ";") {
          ours.push(text.slice(lexer.start, lexer.end).replace(/^[eE](?=')/, ""));
        }
      }
      if (theirs === undefined) return;
      expect(lexer.unterminated, text).toBe(false);
      const bytes = Buffer.from(text);
      const strings = theirs.filter(({ tokenName }) => /CONST|IDENT|59|UNKNOWN/.test(tokenName));
      const texts = strings
        .map(({ start, end }) => bytes.toString("utf8", start, end))
        .filter((token) => /['";]|^\$\D/.test(token));
      // Theirs joins strings that go on behind a line end, and leaves the prefix with the string.
      const plain = (tokens: readonly string[]) => tokens.join("").replace(/[exnbu]&?(?=['"])|\s|--[^\n\r]*/gi, "");
      expect(plain(ours), text).toBe(plain(texts));
    }),
    { numRuns: 3_000 },
  );
});
