import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { FilesError, type Finding, GraphError, UsageError } from "../src/errors.ts";
import { assertNotEmpty, readProject, surveyProject } from "../src/project.ts";
import {
  errorOf,
  project,
  scratchDirectory,
  type TestRevision,
  writeFiles,
  writeRevisionFiles,
} from "./support/project.ts";

/** `path:line code` of each, paths relative to the root. */
function places(root: string, findings: readonly Finding[]): readonly string[] {
  return findings.map(({ file = "", line, code }) => `${relative(root, file)}:${line} ${code}`);
}

describe("a project", () => {
  test("is the folders and the graph of several directories taken together", () => {
    const root = project([{ id: "aaaa" }]);
    writeRevisionFiles(join(root, "other"), { id: "bbbb", parents: ["aaaa"], depends: [], labels: ["x"] });
    const { graph, folders } = readProject([join(root, "migrations"), join(root, "other")], "headers");
    expect(graph.ids()).toEqual(["aaaa", "bbbb"]);
    expect(graph.labels()).toEqual(new Map([["x", "bbbb"]]));
    expect([...folders.keys()].sort()).toEqual(["aaaa", "bbbb"]);
  });

  test("without revisions is one, but not for commands that need some", async () => {
    const root = scratchDirectory();
    const empty = readProject([root], "headers");
    expect(empty.graph.size).toBe(0);
    const error = await errorOf(() => assertNotEmpty(empty));
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      code: "no_revisions",
      message: `there are no revisions in ${root}`,
      hint: expect.stringContaining("migraph new"),
    });
  });
});

describe("a fault of the graph is told with the line of the header that it comes from", () => {
  const created = "2026-01-01T00:00:00Z";
  test.each<[string, readonly TestRevision[], readonly string[]]>([
    ["missing parent", [{ id: "aaaa", parents: ["zzzz"] }], ["aaaa/up.sql:2 missing_parent"]],
    ["missing dependency", [{ id: "aaaa", created, depends: ["zzzz"] }], ["aaaa/up.sql:5 missing_dependency"]],
    ["own parent", [{ id: "aaaa", parents: ["aaaa"] }], ["aaaa/up.sql:2 self_reference"]],
    ["own dependency", [{ id: "aaaa", created, depends: ["aaaa"] }], ["aaaa/up.sql:5 self_reference"]],
    [
      "label twice",
      [
        { id: "aaaa", created, labels: ["x"] },
        { id: "bbbb", created, labels: ["X"] },
      ],
      ["bbbb/up.sql:5 duplicate_label"],
    ],
    ["ids alike", [{ id: "aaaa" }, { id: "AAAA" }], ["aaaa/up.sql:1 duplicate_revision"]],
    [
      "circle",
      [
        { id: "aaaa", parents: ["bbbb"] },
        { id: "bbbb", parents: ["aaaa"] },
      ],
      ["aaaa/up.sql:2 cycle"],
    ],
  ])("%s", async (_, revisions, expected) => {
    const root = join(project(revisions), "migrations");
    const error = await errorOf(() => readProject([root], "headers"));
    expect(error).toBeInstanceOf(GraphError);
    const { code, findings, hint } = error as GraphError;
    expect(code).toBe("bad_graph");
    expect(places(root, findings)).toEqual(expected);
    expect(hint).toBe(findings[0]?.hint);
    expect(surveyProject([root], "headers")).toMatchObject({ project: undefined, findings });
  });

  test("one folder copied is named with both places", async () => {
    const root = scratchDirectory();
    for (const place of ["one", "two"]) writeRevisionFiles(join(root, place), { id: "aaaa" });
    const error = await errorOf(() => readProject([root], "headers"));
    expect(error.message).toBe(
      `revision aaaa is there twice: ${join(root, "one/aaaa/up.sql")} and ${join(root, "two/aaaa/up.sql")}`,
    );
  });
});

describe("faults of files and of the graph are told together", () => {
  test("in one error", async () => {
    const root = join(
      project([
        { id: "aaaa", parents: ["zzzz"] },
        { id: "bbbb", header: ["-- colour: red"] },
      ]),
      "migrations",
    );
    const error = await errorOf(() => readProject([root], "headers"));
    expect(error).toBeInstanceOf(FilesError);
    expect(places(root, (error as FilesError).findings)).toEqual([
      "bbbb/up.sql:5 unknown_header_key",
      "aaaa/up.sql:2 missing_parent",
    ]);
  });

  test("but for what is missing only because it could not be read", async () => {
    const root = join(
      project([
        { id: "bbbb", parents: ["aaaa"], labels: ["x"] },
        { id: "cccc", labels: ["x"] },
      ]),
      "migrations",
    );
    writeFiles(root, { "aaaa/up.sql": "-- revision: a-a\n-- parents: none\n", "aaaa/down.sql": "" });
    const error = await errorOf(() => readProject([root], "headers"));
    expect(places(root, (error as FilesError).findings)).toEqual([
      "aaaa/up.sql:1 bad_header_value",
      "cccc/up.sql:5 duplicate_label",
    ]);
  });

  test("all of a graph's at once", async () => {
    const root = join(
      project([
        { id: "aaaa", parents: ["yyyy"] },
        { id: "bbbb", parents: ["zzzz"] },
      ]),
      "migrations",
    );
    const error = await errorOf(() => readProject([root], "headers"));
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({ message: "2 faults in the graph of revisions", findings: [{}, {}] });
  });
});
