import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { checkFiles } from "../../src/check/files.ts";
import type { CheckFinding } from "../../src/results.ts";
import { project, scratchDirectory, type TestRevision, writeFiles, writeRevisionFiles } from "../support/project.ts";

const LINE: readonly TestRevision[] = [{ id: "aaaa" }, { id: "bbbb", parents: ["aaaa"] }];

function check(root: string, allowHeads = false) {
  return checkFiles([join(root, "migrations")], { allowHeads });
}

/** `severity path:line code`, paths relative to the directory of revisions. */
function told(root: string, findings: readonly CheckFinding[]): readonly string[] {
  return findings.map(({ severity, file, line, code }) => {
    const path = file === undefined ? "" : relative(join(root, "migrations"), file);
    return `${severity} ${path}${line === undefined ? "" : `:${line}`} ${code}`;
  });
}

describe("a check", () => {
  test("warns of what only the server can decide, and of what cannot be read before", async () => {
    const root = project([
      {
        id: "aaaa",
        up: "alter type mood add value 'glad';\ncreate table t (mood mood default 'glad');",
        down: "select 1;",
      },
      { id: "bbbb", parents: ["aaaa"], up: "vacuum flying;\ncreate flying table t;", down: "drop subscription s;" },
    ]);
    const { ok, findings } = await check(root);
    expect(ok).toBe(true);
    expect(told(root, findings)).toEqual([
      "warning aaaa/up.sql:7 new_enum_value",
      "warning bbbb/up.sql unread_script",
      "warning bbbb/down.sql:1 needs_no_transaction",
    ]);
    expect(findings[1]?.message).toContain('syntax error at or near "flying" in line 7');
  });

  test("quotes nothing of a secret script", async () => {
    const up = "alter type t add value 'canary';\nselect 'canary'::t, 'canary';";
    const unreadable = "create canary table t; -- commit";
    for (const text of [up, unreadable]) {
      const root = project([{ id: "aaaa", header: ["secret: on"], up: text }]);
      const { findings } = await check(root);
      expect(findings).not.toEqual([]);
      expect(JSON.stringify(findings)).not.toContain("canary");
    }
  });

  test("finds nothing in what is in order", async () => {
    expect(await check(project(LINE))).toEqual({ ok: true, revisions: 2, heads: ["bbbb"], findings: [] });
  });

  test("of an empty directory is no success: it may be the wrong one", async () => {
    const root = project();
    expect(await check(root)).toEqual({
      ok: false,
      revisions: 0,
      heads: [],
      findings: [
        {
          severity: "error",
          code: "no_revisions",
          message: `there are no revisions in ${join(root, "migrations")}`,
          hint: expect.stringContaining("migraph new"),
        },
      ],
    });
  });

  test("of a directory that is not there fails as every command does", async () => {
    await expect(check(scratchDirectory())).rejects.toMatchObject({ code: "missing_directory", exitCode: 2 });
  });

  test("finds several heads, unless they are allowed", async () => {
    const root = project([...LINE, { id: "cccc", parents: ["aaaa"] }]);
    const { ok, heads, findings } = await check(root);
    expect({ ok, heads }).toEqual({ ok: false, heads: ["bbbb", "cccc"] });
    expect(findings).toEqual([
      {
        severity: "error",
        code: "multiple_heads",
        message: "there are 2 heads: bbbb, cccc",
        hint: "join them with `migraph merge`, put one on top of the other with `migraph rebase`, or allow them with --allow-heads",
      },
    ]);
    expect(await check(root, true)).toEqual({ ok: true, revisions: 3, heads: ["bbbb", "cccc"], findings: [] });
  });

  test("finds faults of files, of the graph and of scripts at once, each at its place", async () => {
    const root = project([
      { id: "aaaa", up: "begin;\nselect 'ä😀';\n\ncommit;", verify: "select true;\n\ncommit;" },
      { id: "bbbb", parents: ["zzzz"], down: "select 1;\n\\d t\n" },
      { id: "cccc", header: ["-- colour: red"], down: "-- irreversible:\n" },
    ]);
    const { ok, revisions, heads, findings } = await check(root);
    expect({ ok, revisions, heads }).toEqual({ ok: false, revisions: 3, heads: [] });
    expect(told(root, findings)).toEqual([
      "error cccc/up.sql:5 unknown_header_key",
      "error cccc/down.sql:1 bad_header_value",
      "error bbbb/up.sql:2 missing_parent",
      "error aaaa/up.sql:6 transaction_control",
      "error aaaa/up.sql:9 transaction_control",
      "error aaaa/verify.sql:3 transaction_control",
      "error bbbb/down.sql:2 psql_command",
    ]);
    expect(findings.filter(({ code }) => code === "transaction_control").map(({ revision }) => revision)).toEqual([
      "aaaa",
      "aaaa",
      "aaaa",
    ]);
  });

  test("finds nothing wrong with functions, DO blocks and quotes that hold words of transactions", async () => {
    const root = project([
      {
        id: "aaaa",
        up: [
          "create function f() returns int language sql begin atomic select 1; end;",
          "create procedure p() language plpgsql as $p$ begin commit; end $p$;",
          "do $$ begin perform 1; end $$;",
          "select 'commit;', $x$ rollback; $x$;",
        ].join("\n"),
        down: "drop procedure p; drop function f;",
      },
    ]);
    expect(await check(root)).toMatchObject({ ok: true, findings: [] });
  });

  test("leaves to the server what the parser does not know", async () => {
    expect(await check(project([{ id: "aaaa", up: "create flying table t; commit;" }]))).toMatchObject({ ok: true });
  });
});

describe("a warning is no failure", () => {
  test("a parent that another parent contains already, at the line of the parents", async () => {
    const root = project([...LINE, { id: "cccc", parents: ["bbbb", "aaaa"] }]);
    const { ok, findings } = await check(root);
    expect(ok).toBe(true);
    expect(findings).toEqual([
      {
        severity: "warning",
        code: "redundant_parent",
        message: "cccc names aaaa as a parent, which is an ancestor of its parent bbbb already",
        hint: "leave aaaa out of the parents",
        file: join(root, "migrations/cccc/up.sql"),
        line: 2,
        revision: "cccc",
      },
    ]);
  });

  test("a revision in another one's folder, where nobody looks for it", async () => {
    const root = project(LINE);
    writeRevisionFiles(join(root, "migrations/aaaa"), { id: "cccc", parents: ["bbbb"] });
    writeFiles(root, { "migrations/aaaa/notes/README.md": "", "migrations/aaaa/.old/up.sql": "" });
    const { ok, revisions, findings } = await check(root);
    expect({ ok, revisions }).toEqual({ ok: true, revisions: 2 });
    expect(findings).toEqual([
      {
        severity: "warning",
        code: "hidden_revision",
        message: "it lies in the folder of revision aaaa, which is not searched for others",
        hint: "move its folder beside that one",
        file: join(root, "migrations/aaaa/cccc/up.sql"),
        revision: "aaaa",
      },
    ]);
  });
});

test("SQL that the parser cannot read is a warning, with its line, whatever else is in the script", async () => {
  const root = project([{ id: "aaaa", up: "create table t (id int);\nselect 1 fro m;" }]);
  const { ok, findings } = await check(root);
  expect(ok).toBe(true);
  expect(findings).toMatchObject([{ code: "unread_script", severity: "warning", revision: "aaaa" }]);
  expect(findings[0]?.message).toContain("line 7");
});
