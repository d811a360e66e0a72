import { mkdirSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { type CreateOptions, createMerge, createRevision } from "../../src/author/create.ts";
import { readProject } from "../../src/project.ts";
import { errorOf, scratchDirectory, writeFiles, writeRevisionFiles } from "../support/project.ts";

const CONVENTIONS = { folderName: "{revision}" };

/**
 *     core/aaaa ── core/billing/bbbb
 *          └────── more/cccc
 */
function twoDirectories(): string {
  const root = scratchDirectory();
  writeRevisionFiles(join(root, "core"), { id: "aaaa" });
  writeRevisionFiles(join(root, "core/billing"), { id: "bbbb", parents: ["aaaa"] });
  writeRevisionFiles(join(root, "more"), { id: "cccc", parents: ["aaaa"] });
  return root;
}

function read(root: string) {
  return readProject([join(root, "core"), join(root, "more")], "headers");
}

function create(root: string, options: CreateOptions): string {
  const created = createRevision(read(root), "Do it", CONVENTIONS, { revisionId: "dddd", ...options });
  expect(read(root).folders.get(created.revision)?.path).toBe(created.path);
  return relative(root, created.path);
}

describe("a new revision goes", () => {
  test.each<[string, CreateOptions, string]>([
    ["beside its first parent, in another directory too", { parents: ["cccc"] }, "more/dddd"],
    ["beside its first parent, nested", { parents: ["bbbb", "cccc"] }, "core/billing/dddd"],
    ["into the first directory without parents", { root: true }, "core/dddd"],
    ["into a folder in its parent's directory", { parents: ["cccc"], path: "plans/2026" }, "more/plans/2026/dddd"],
    ["into a folder of the directory, not of the parent", { parents: ["bbbb"], path: "billing" }, "core/billing/dddd"],
    ["to the top of the directory", { parents: ["bbbb"], path: "." }, "core/dddd"],
    ["into a folder in the first directory without parents", { root: true, path: "plans" }, "core/plans/dddd"],
  ])("%s", (_, options, path) => {
    expect(create(twoDirectories(), options)).toBe(path);
  });

  test("where a path leads that is one of the directories, or is in one", () => {
    const root = twoDirectories();
    expect(create(root, { parents: ["bbbb"], path: join(root, "more") })).toBe("more/dddd");
    expect(create(root, { revisionId: "eeee", parents: ["dddd"], path: join(root, "core/new") })).toBe("core/new/eeee");
  });

  test("as a merge does", () => {
    const root = twoDirectories();
    const { path } = createMerge(read(root), [], CONVENTIONS, { path: "merges" });
    expect(relative(root, path)).toMatch(/^core\/merges\//);
  });
});

describe("a path is refused, and nothing is made", () => {
  test.each([
    ["out of the directories", "../elsewhere", "is in none of the directories of revisions"],
    ["to another place", "/nowhere/at/all", "is in none of the directories of revisions"],
    ["that readers skip", "a/.hidden", "would not be searched: .hidden begins with a dot"],
    ["that is a revision", "aaaa", "is a revision, and its folder is not searched for others"],
    ["into a revision", "billing/bbbb/deeper", "is a revision, and its folder is not searched for others"],
  ])("%s", async (_, path, message) => {
    const root = twoDirectories();
    const before = readdirSync(root, { recursive: true });
    const error = await errorOf(() => create(root, { parents: ["bbbb"], path }));
    expect(error).toMatchObject({ code: "bad_path", exitCode: 2, hint: expect.any(String) });
    expect(error.message).toContain(message);
    expect(readdirSync(root, { recursive: true })).toEqual(before);
  });

  test("through a file", async () => {
    const root = writeFiles(twoDirectories(), { "core/billing/notes": "" });
    for (const path of ["billing/notes", "billing/notes/deeper"]) {
      expect(await errorOf(() => create(root, { parents: ["bbbb"], path }))).toMatchObject({
        code: "unwritable",
        message: expect.stringContaining(path),
      });
    }
  });
});

test("a directory whose name begins like another's is another", async () => {
  const root = twoDirectories();
  mkdirSync(join(root, "core2"));
  const error = await errorOf(() => create(root, { parents: ["bbbb"], path: join(root, "core2") }));
  expect(error).toMatchObject({ code: "bad_path" });
});
