import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createMerge, type MergeOptions } from "../../src/author/create.ts";
import { MigraphError } from "../../src/errors.ts";
import { type Project, readProject } from "../../src/project.ts";
import type { Created } from "../../src/results.ts";
import { DEFAULT_FOLDER_NAME } from "../../src/revision/name.ts";
import { errorOf, project, type TestRevision } from "../support/project.ts";

/**
 *     aaaa ── bbbb (billing) ── cccc
 *       ├──── dddd (notify)
 *       └──── eeee
 */
const BRANCHES: readonly TestRevision[] = [
  { id: "aaaa" },
  { id: "bbbb", parents: ["aaaa"], labels: ["billing"] },
  { id: "cccc", parents: ["bbbb"] },
  { id: "dddd", parents: ["aaaa"], labels: ["notify"] },
  { id: "eeee", parents: ["aaaa"] },
];

function read(root: string): Project {
  return readProject([join(root, "migrations")], "scripts");
}

function merge(root: string, addresses: readonly string[], options: MergeOptions = {}): Created {
  return createMerge(read(root), addresses, { folderName: DEFAULT_FOLDER_NAME }, options);
}

describe("a merge", () => {
  test("joins all heads unless it is told which, and has nothing to do itself", () => {
    const root = project(BRANCHES);
    const { revision, parents, path } = merge(root, []);
    expect(parents).toEqual(["cccc", "dddd", "eeee"]);
    const { graph, folders } = read(root);
    expect(graph.heads()).toEqual([revision]);
    expect(folders.get(revision)).toMatchObject({
      parents: ["cccc", "dddd", "eeee"],
      message: "Merge billing, notify and eeee",
      labels: [],
    });
    for (const name of ["up.sql", "down.sql"]) {
      expect(readFileSync(join(path, name), "utf8")).toMatch(
        /(?:^|\n\n)-- Joins cccc and dddd and eeee; nothing to do\.\n$/,
      );
    }
  });

  test.each([
    [
      ["billing@head", "notify@head"],
      ["cccc", "dddd"],
    ],
    [
      ["eeee", "cccc"],
      ["eeee", "cccc"],
    ],
    [
      ["bbbb+1", "notify"],
      ["cccc", "dddd"],
    ],
    [
      ["heads", "cccc"],
      ["cccc", "dddd", "eeee"],
    ],
  ])("joins %j as %j, in that order", (addresses, parents) => {
    expect(merge(project(BRANCHES), addresses).parents).toEqual(parents);
  });

  test("has the message, label and id that it is given", () => {
    const root = project(BRANCHES);
    const options = { message: "Bring them together", labels: ["joined"], revisionId: "ffff" };
    expect(merge(root, ["cccc", "dddd"], options).revision).toBe("ffff");
    expect(read(root).folders.get("ffff")).toMatchObject({ message: "Bring them together", labels: ["joined"] });
  });

  test("names by their ids heads that a label does not tell apart", () => {
    const root = project([
      { id: "aaaa", labels: ["both"] },
      { id: "bbbb", parents: ["aaaa"] },
      { id: "cccc", parents: ["aaaa"], labels: ["own"] },
    ]);
    const { revision } = merge(root, []);
    expect(read(root).folders.get(revision)?.message).toBe("Merge bbbb and own");
  });

  test("joins heads of which one depends on the other", () => {
    const root = project([...BRANCHES.slice(0, 4), { id: "ffff", parents: ["dddd"], depends: ["cccc"] }]);
    const { revision, parents } = merge(root, []);
    expect([...parents].sort()).toEqual(["cccc", "ffff"]);
    expect(read(root).graph.heads()).toEqual([revision]);
  });

  test("joins lineages that have nothing in common", () => {
    const root = project([{ id: "aaaa" }, { id: "bbbb" }]);
    expect(merge(root, []).parents).toEqual(["aaaa", "bbbb"]);
  });

  test("joins what is no head where that is asked for", () => {
    expect(merge(project(BRANCHES), ["bbbb", "dddd"], { splice: true }).parents).toEqual(["bbbb", "dddd"]);
  });

  test.each<[string, readonly string[], MergeOptions, string, string]>([
    ["of one head", ["cccc"], {}, "nothing_to_merge", "there is nothing to merge: cccc names only cccc"],
    ["of one head twice", ["cccc", "billing@head"], {}, "nothing_to_merge", "cccc billing@head names only cccc"],
    ["of what is no head", ["bbbb", "dddd"], {}, "not_a_head", "bbbb is not a head: it has the child cccc"],
    ["of related revisions", ["aaaa", "cccc"], { splice: true }, "related", "aaaa is an ancestor of cccc"],
    ["of the base", ["cccc", "base"], {}, "usage", "base names no revision"],
    ["of what is applied", ["current", "cccc"], {}, "bad_address", "current counts from where a database stands"],
    ["of an unknown revision", ["cccc", "zzzz"], {}, "unknown_revision", "there is no revision or label zzzz"],
    ["with an empty message", [], { message: "" }, "usage", "the message cannot be taken: no value"],
    ["with a label that is taken", [], { labels: ["Notify"] }, "name_taken", "label Notify is taken"],
    ["with an id that is taken", [], { revisionId: "EEEE" }, "name_taken", "revision id EEEE is taken"],
  ])("%s is refused, and nothing is written", async (_, addresses, options, code, message) => {
    const root = project(BRANCHES);
    const before = readdirSync(root, { recursive: true });
    const error = await errorOf(() => merge(root, addresses, options));
    expect(error).toBeInstanceOf(MigraphError);
    expect(error).toMatchObject({ code, exitCode: 2, hint: expect.any(String) });
    expect(error.message).toContain(message);
    expect(readdirSync(root, { recursive: true })).toEqual(before);
  });

  test("where there is one head only is refused", async () => {
    const error = await errorOf(() => merge(project(BRANCHES.slice(0, 3)), []));
    expect(error).toMatchObject({
      code: "nothing_to_merge",
      message: "there is nothing to merge: heads names only cccc",
      hint: "a merge joins two heads or more; `migraph heads` lists them",
    });
  });
});
