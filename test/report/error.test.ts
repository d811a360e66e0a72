import { expect, test } from "vitest";
import {
  FilesError,
  GraphError,
  InterruptedError,
  LockError,
  OutcomeUnknownError,
  ScriptError,
  type ScriptFailure,
  UsageError,
} from "../../src/errors.ts";
import { reportDefect, reportError } from "../../src/report/error.ts";
import { Paper } from "../support/output.ts";

function said(error: Parameters<typeof reportError>[0], options: ConstructorParameters<typeof Paper>[0] = {}): string {
  const paper = new Paper(options);
  reportError(error, paper);
  expect(paper.text).toBe("");
  return paper.problems;
}

const FAILURE: ScriptFailure = {
  revision: "beef1",
  direction: "up",
  file: "migrations/beef1/up.sql",
  sqlstate: "42703",
  place: { line: 7, column: 3, excerpt: "  nosuch", caret: 2 },
  atCommit: false,
  applied: [],
  heads: ["beef0"],
};

const state = (changes: Partial<ScriptFailure>) =>
  /^state: (.*)$/m.exec(said(new ScriptError("no", { ...FAILURE, ...changes })))?.[1];

test("an error, and what to do about it", () => {
  expect(said(new UsageError("there is no x", { hint: "make one" }))).toBe("error: there is no x\nhint: make one");
  expect(said(new UsageError("there is no x"))).toBe("error: there is no x");
});

test("one fault stands alone; several are listed, each with its place and hint", () => {
  const fault = (line: number) => ({
    code: "x",
    message: `wrong ${line}`,
    hint: `right ${line}`,
    file: "a/up.sql",
    line,
  });
  expect(said(new FilesError([fault(1)]))).toBe("error: a/up.sql:1: wrong 1\nhint: right 1");
  expect(said(new GraphError("bad_graph", "2 faults", { findings: [fault(1), { code: "y", message: "odd" }] }))).toBe(
    "error: 2 faults\n  - a/up.sql:1: wrong 1\n  hint: right 1\n  - odd",
  );
});

test("a script's failure: place, line, caret, the server's words, state, hint", () => {
  const error = new ScriptError("no column", { ...FAILURE, detail: "one\ntwo", serverHint: "see", context: "in f()" });
  expect(said(error)).toBe(`error: migrations/beef1/up.sql:7:3: no column
  7 |   nosuch
        ^
  detail: one
    two
  server's hint: see
  context: in f()
  SQLSTATE: 42703
state: nothing of beef1 was kept; no other revision was changed; the database is at beef0
hint: correct the script, and run the same command again`);
  expect(said(new ScriptError("no", { ...FAILURE, place: { line: 7, column: 3, excerpt: "", caret: 0 } }))).toMatch(
    /^error: migrations\/beef1\/up\.sql:7:3: no\n {2}SQLSTATE/,
  );
});

test.each<[string, Partial<ScriptFailure>, string]>([
  ["up", {}, "nothing of beef1 was kept; no other revision was changed; the database is at beef0"],
  [
    "on the first revision",
    { heads: [] },
    "nothing of beef1 was kept; no other revision was changed; no revision is applied",
  ],
  [
    "down",
    { direction: "down" },
    "nothing of beef1 was reverted; no other revision was changed; the database is at beef0",
  ],
  [
    "at COMMIT",
    { atCommit: true },
    "nothing of beef1 was kept (the server refused its COMMIT); no other revision was changed; the database is at beef0",
  ],
  [
    "after others",
    {
      applied: [
        { revision: "a1", direction: "up" },
        { revision: "b1", direction: "up" },
      ],
      heads: ["a1", "b1"],
    },
    "nothing of beef1 was kept; done before, and kept: a1 (up), b1 (up); the database is at a1, b1",
  ],
  [
    "after many",
    { applied: ["a1", "b1", "c1", "d1"].map((revision) => ({ revision, direction: "down" as const })), heads: [] },
    "nothing of beef1 was kept; done before, and kept: 4 steps, the last of them b1 (down), c1 (down), d1 (down); no revision is applied",
  ],
])("the state after a failure %s", (_, changes, sentence) => {
  expect(state(changes)).toBe(sentence);
});

test("what the database has already may be stamped, and what it has not may not", () => {
  const hint = (changes: Partial<ScriptFailure>) =>
    /^hint: (.*)$/m.exec(said(new ScriptError("no", { ...FAILURE, ...changes })))?.[1];
  expect(hint({ sqlstate: "42P07" })).toMatch(/`migraph stamp beef1`/);
  expect(hint({ sqlstate: "42P07", direction: "down" })).not.toMatch(/stamp/);
  expect(hint({ sqlstate: "42P01" })).not.toMatch(/stamp/);
});

test("whatever stops a run tells the state, and where it is unknown nothing is claimed", () => {
  const data = { applied: [{ revision: "a1", direction: "up" }], heads: ["a1"] };
  expect(said(new InterruptedError("stopped", { data }))).toBe(
    "error: stopped\nstate: done before, and kept: a1 (up); the database is at a1",
  );
  expect(said(new OutcomeUnknownError("lost", { data }))).toBe("error: lost\nstate: done before, and kept: a1 (up)");
  expect(said(new LockError("locked"))).toBe("error: locked");
});

test("a long line is cut to the terminal, and the caret stays below its character", () => {
  const excerpt = `select ${"x, ".repeat(40)}nosuch`;
  const text = said(new ScriptError("no", { ...FAILURE, place: { line: 7, column: 128, excerpt, caret: 127 } }), {
    width: 50,
  });
  const [, line = "", caret = ""] = text.split("\n");
  expect(line.length).toBeLessThanOrEqual(50);
  expect(line.slice(caret.length - 1)).toBe("nosuch");
});

test("in JSON every error has code, message and hint, and what else is known of it", () => {
  const paper = Object.assign(new Paper(), { json: true });
  reportError(new UsageError("no", { code: "x", data: { url: "postgresql://a:secret@h/d" } }), paper);
  reportDefect(new TypeError("oops"), paper);
  expect(paper.documents).toEqual([
    { error: { code: "x", message: "no", hint: null, url: "postgresql://a:…@h/d" } },
    { error: { code: "defect", message: "oops", hint: expect.stringContaining("report it") } },
  ]);
  expect(paper.problems).toBe("");
});

test("a defect is said as one, with its stack only where it is asked for", () => {
  const [brief, verbose] = [new Paper(), new Paper({ verbose: true })];
  for (const paper of [brief, verbose]) reportDefect(new TypeError("oops\x1b"), paper);
  expect(brief.problems).toMatch(/^error: oops\\x1b\nhint: this is a defect.*--verbose$/);
  expect(verbose.problems).toMatch(/\n {4}at /);
});
