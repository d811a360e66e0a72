import { describe, expect, test } from "vitest";
import { type HeaderFault, parseDownHeader, parseUpHeader } from "../../src/revision/header.ts";

const FULL = `-- revision: 3f2a9c81d0e4
-- parents: 1b2c3d4e5f60, 9d8e7f6a5b4c
-- message: Add user preferences: "dark", 'light' $$
-- created: 2026-11-21T10:30:45Z
-- labels: prefs, ui
-- depends: billing
-- replaces: 5e4d3c2b1a09, 6f5e4d3c2b1a
-- transaction: off
-- lock-timeout: 1.5s
-- statement-timeout: 2min
-- secret: on

create table user_preferences (id int);
`;

/** The faults of an up.sql that has these lines below a sound beginning; `line` is counted from the first of them. */
function faultsOf(...lines: readonly string[]): readonly HeaderFault[] {
  const text = ["-- revision: aaaa", "-- parents: none", ...lines, "", "select 1;"].join("\n");
  return parseUpHeader(text).faults.map((fault) => ({ ...fault, line: fault.line - 2 }));
}

describe("the header of an up.sql", () => {
  test("gives every key its value", () => {
    const { header, faults, bodyStart } = parseUpHeader(FULL);
    expect(faults).toEqual([]);
    expect(header).toEqual({
      revision: "3f2a9c81d0e4",
      parents: ["1b2c3d4e5f60", "9d8e7f6a5b4c"],
      message: "Add user preferences: \"dark\", 'light' $$",
      created: "2026-11-21T10:30:45Z",
      labels: ["prefs", "ui"],
      depends: ["billing"],
      replaces: ["5e4d3c2b1a09", "6f5e4d3c2b1a"],
      secret: true,
      settings: { transaction: false, lockTimeout: 1500, statementTimeout: 120_000 },
    });
    expect(FULL.slice(bodyStart)).toBe("\ncreate table user_preferences (id int);\n");
  });

  test("needs no more than revision and parents", () => {
    expect(parseUpHeader("-- revision: a\n-- parents: none\n").header).toEqual({
      revision: "a",
      parents: [],
      message: "",
      created: undefined,
      labels: [],
      depends: [],
      replaces: [],
      secret: false,
      settings: { transaction: true, lockTimeout: undefined, statementTimeout: undefined },
    });
  });

  test("ends at the first line that is no key and value, and plain comments come below", () => {
    const { header, faults } = parseUpHeader(
      "-- revision: a\n-- parents: none\n\n-- note: this is a comment\n-- labels: x\n",
    );
    expect(faults).toEqual([]);
    expect(header?.labels).toEqual([]);
  });

  test.each([
    ["CRLF", "-- revision: a\r\n-- parents: b, c\r\n\r\nselect 1;\r\n", "\r\nselect 1;\r\n"],
    ["mixed line ends", "-- revision: a\n-- parents: b, c\r\n\nselect 1;\r\n", "\nselect 1;\r\n"],
    ["lone CRs", "-- revision: a\r-- parents: b, c\r\rselect 1;\r", "\rselect 1;\r"],
    ["no newline at the end", "-- revision: a\n-- parents: b, c", ""],
    ["SQL on the next line", "-- revision: a\n-- parents: b, c\nselect 1", "select 1"],
    ["tabs and no spaces", "--revision:a\n--\tparents\t:\tb,c\t\n", ""],
    ["non-breaking spaces", "--\u00a0revision:\u00a0a\u00a0\n-- parents:\u00a0b,\u00a0c\n", ""],
  ])("is read the same with %s", (_, text, body) => {
    const { header, faults, bodyStart } = parseUpHeader(text);
    expect(faults).toEqual([]);
    expect(header).toMatchObject({ revision: "a", parents: ["b", "c"] });
    expect(text.slice(bodyStart)).toBe(body);
  });

  test("of a script of 10,000 lines is read without the rest", () => {
    const text = `-- revision: a\n-- parents: none\n\n${"insert into t values (1);\n".repeat(10_000)}`;
    expect(parseUpHeader(text)).toMatchObject({ faults: [], bodyStart: 32 });
  });
});

describe("a header key that cannot be taken is told with its line, and what to write", () => {
  test.each([
    ["-- parent: bbbb", "unknown header key parent", "did you mean parents?"],
    ["-- lock_timeout: 5s", "unknown header key lock_timeout", "did you mean lock-timeout?"],
    ["-- Labels: x", "unknown header key Labels", "did you mean labels?"],
    ["-- depend: bbbb", "unknown header key depend", "did you mean depends?"],
    ["-- irreversible: no", "unknown header key irreversible", "irreversible belongs in down.sql"],
    ["-- TODO: more", "unknown header key TODO", "the keys of up.sql are revision, parents,"],
    ["-- author: me", "unknown header key author", "if it is a comment, put a blank line between it and the header"],
  ])("%s", (line, message, hint) => {
    expect(faultsOf(line)).toEqual([
      { code: "unknown_header_key", line: 1, message, hint: expect.stringContaining(hint) },
    ]);
  });

  test("a repeated key, at its second line", () => {
    expect(faultsOf("-- message: One", "-- message: Two")).toEqual([
      {
        code: "repeated_header_key",
        line: 2,
        message: "header key message stands on line 3 already",
        hint: "keep one of the two lines",
      },
    ]);
  });

  test("all of them at once, in the order of their lines", () => {
    const faults = faultsOf("-- secret: yes", "-- parents: x", "-- created: today", "-- labels: a b", "-- colour: red");
    expect(faults.map(({ code, line }) => [line, code])).toEqual([
      [1, "bad_header_value"],
      [2, "repeated_header_key"],
      [3, "bad_header_value"],
      [4, "bad_header_value"],
      [5, "unknown_header_key"],
    ]);
  });
});

describe("a header without a required key", () => {
  /** Line, message and hint of each fault. */
  const told = (text: string) => parseUpHeader(text).faults.map(({ line, message, hint }) => [line, message, hint]);

  test("says so for each", () => {
    const id = "write an id, as in `-- revision: 3f2a9c81d0e4`";
    const parents = "write the ids of the parents or none, as in `-- parents: none`";
    expect(told("create table t ();")).toEqual([
      [1, "the header has no revision", id],
      [1, "the header has no parents", parents],
    ]);
    expect(told("")).toHaveLength(2);
    expect(parseUpHeader("").header).toBeUndefined();
  });

  test("says where it stands, when it is too far down", () => {
    const why = (line: number, gap: string) =>
      `line ${line} is not in it: a header begins on line 1 and has no gap, and ${gap}`;
    expect(told("\n-- revision: a\n-- parents: none\n")).toEqual([
      [2, "the header has no revision", why(2, "line 1 is no line of a header")],
      [3, "the header has no parents", why(3, "line 1 is no line of a header")],
    ]);
    expect(told("-- revision: a\n-- Adds a table\n-- parents: none\n")).toEqual([
      [3, "the header has no parents", why(3, "this one ends before line 2")],
    ]);
  });

  test("points at the line that is nearly one, be the difference visible or not", () => {
    const form = "write the ids of the parents or none, as in `-- parents: none`";
    for (const line of ["-- parents none", "--\u200bparents: none", "- parents: none", "/* -- parents: none */"]) {
      expect(told(`-- revision: a\n${line}\n`)).toEqual([[2, "the header has no parents", form]]);
    }
  });

  test("names a misspelt key once, and not as missing too", () => {
    expect(told("-- Revision: a\n-- parent: none\n").map(([, message]) => message)).toEqual([
      "unknown header key Revision",
      "unknown header key parent",
    ]);
  });
});

describe("a header value that cannot be taken is told with its line, and what to write", () => {
  test.each([
    ["-- labels: head", `"head" is one of the reserved words`, "use 1 to 64 of"],
    ["-- labels: x,,y", `"" is empty`, "use 1 to 64 of"],
    ["-- labels: x,", `"" is empty`, "use 1 to 64 of"],
    ["-- labels: x y", `"x y" has other characters`, "use 1 to 64 of"],
    ["-- labels: größe", `"größe" has other characters`, "use 1 to 64 of"],
    ["-- labels: x\u200b", `"x\\u{200b}" has other characters`, "use 1 to 64 of"],
    [`-- labels: ${"x".repeat(65)}`, "is longer than 64 characters", "use 1 to 64 of"],
    ["-- labels: x, y, X", "X stands twice", "name each once"],
    ["-- labels:", "no value", "give names separated by commas, or leave the line out"],
    ["-- depends:", "no value", "give ids separated by commas, or `none`"],
    ["-- depends: None", '"None" is neither `none` nor ids', "write `none` in small letters and alone"],
    ["-- depends: aaaa, none", '"aaaa, none" is neither `none` nor ids', "write `none` in small letters and alone"],
    ["-- message:", "no value", "say it in a few words"],
    ["-- message: a\u001b[31mb", "it has control characters", "write it as plain text"],
    ["-- message: a\u0085b", "it has control characters", "write it as plain text"],
    ["-- message: a\u2028b", "it has control characters", "write it as plain text"],
    ["-- transaction: no", '"no" is neither on nor off', "write on or off"],
    ["-- transaction: OFF", '"OFF" is neither on nor off', "write on or off"],
    ["-- secret:", '"" is neither on nor off', "write on or off"],
    ["-- lock-timeout: 5", '"5" is not a duration', "write a number and a unit"],
    ["-- lock-timeout: -1s", '"-1s" is not a duration', "write a number and a unit"],
    ["-- statement-timeout: 25d", '"25d" is not a duration', "up to 24d"],
  ])("%s", (line, message, hint) => {
    const [fault, ...others] = faultsOf(line);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ code: "bad_header_value", line: 1 });
    expect(fault?.message).toContain(message);
    expect(fault?.message).toMatch(/^header key [a-z-]+: /);
    expect(fault?.hint).toContain(hint);
  });

  test("a long one is cut short", () => {
    const [fault] = faultsOf(`-- transaction: ${"x".repeat(10_000)}`);
    expect(fault?.message.length).toBeLessThan(200);
  });

  test("a revision without a usable id is none", () => {
    expect(parseUpHeader("-- revision: a-b\n-- parents: none\n").header).toBeUndefined();
    expect(parseUpHeader("-- revision: CURRENT\n-- parents: none\n").header).toBeUndefined();
    expect(parseUpHeader("-- revision: a\n-- parents: b c\n").header).toBeUndefined();
  });
});

describe("created is a time as RFC 3339 has it, and as the server can keep it", () => {
  const isTaken = (value: string) => faultsOf(`-- created: ${value}`).length === 0;

  test.each([
    "2026-11-21T10:30:45Z",
    "2026-11-21t10:30:45z",
    "2026-11-21 10:30:45+02:00",
    "2026-11-21T10:30:45.123456789-11:30",
    "2024-02-29T00:00:00Z",
    "2000-02-29T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
  ])("%s is one", (value) => {
    expect(isTaken(value)).toBe(true);
    expect(Date.parse(value)).not.toBeNaN();
  });

  test.each([
    "2026-11-21",
    "2026-11-21T10:30Z",
    "2026-11-21T10:30:45",
    "2026-11-21T10:30:45 Z",
    "2026-11-21T10:30:45+0200",
    "21.11.2026 10:30:45Z",
    "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2026-02-31T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-13-10T00:00:00Z",
    "2026-11-00T00:00:00Z",
    "2026-11-21T24:00:00Z",
    "2026-11-21T10:60:00Z",
    "2026-11-21T10:30:60Z",
    "2026-11-21T10:30:45+16:00",
    "2026-11-21T10:30:45+02:60",
    "0000-01-01T00:00:00Z",
    "now",
  ])("%s is none", (value) => {
    expect(isTaken(value)).toBe(false);
  });
});

describe("the header of a down.sql", () => {
  test("may be missing", () => {
    expect(parseDownHeader("drop table t;\n")).toEqual({
      header: {
        irreversible: undefined,
        settings: { transaction: true, lockTimeout: undefined, statementTimeout: undefined },
      },
      bodyStart: 0,
      faults: [],
    });
    expect(parseDownHeader("").faults).toEqual([]);
    expect(parseDownHeader("-- Only a comment, and no newline").faults).toEqual([]);
  });

  test("may say why there is no way back, and how it is to be run", () => {
    const { header, faults } = parseDownHeader(
      "-- irreversible: the values are gone: for ever\n-- lock-timeout: 0\n-- statement-timeout: 10 s\n-- transaction: on\n",
    );
    expect(faults).toEqual([]);
    expect(header).toEqual({
      irreversible: "the values are gone: for ever",
      settings: { transaction: true, lockTimeout: 0, statementTimeout: 10_000 },
    });
  });

  test.each([
    ["-- revision: a", "unknown header key revision", "revision belongs in up.sql"],
    ["-- secret: on", "unknown header key secret", "secret belongs in up.sql"],
    ["-- ireversible: x", "unknown header key ireversible", "did you mean irreversible?"],
    ["-- irreversible:", "header key irreversible: no value", "say it in a few words"],
  ])("refuses %s", (line, message, hint) => {
    const [fault, ...others] = parseDownHeader(`${line}\n`).faults;
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ line: 1, message, hint: expect.stringContaining(hint) });
  });
});
