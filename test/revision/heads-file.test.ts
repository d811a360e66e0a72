import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatHeads, readHeads, writeHeads } from "../../src/revision/heads-file.ts";
import { errorOf, scratchDirectory, writeFiles } from "../support/project.ts";

test("a heads file has one line a head, in order of id", () => {
  const heads = [
    { id: "b2", message: "Say more" },
    { id: "a1", message: "" },
  ];
  expect(formatHeads(heads)).toBe("a1\nb2 Say more\n");
  expect(formatHeads([])).toBe("");
});

test("it is written whole, with the directory that it lies in, and read back", () => {
  const path = join(scratchDirectory(), "deep/er/heads");
  expect(readHeads(path)).toEqual({ kind: "missing" });
  writeHeads(path, "a1 One\n");
  writeHeads(path, "b2 Two\n");
  expect(readHeads(path)).toEqual({ kind: "text", text: "b2 Two\n" });
  expect(readdirSync(join(path, ".."))).toEqual(["heads"]);
});

test("line ends are those of the checkout", () => {
  const root = writeFiles(scratchDirectory(), { heads: "a1 One\r\nb2 Two\r\n" });
  expect(readHeads(join(root, "heads"))).toEqual({ kind: "text", text: "a1 One\nb2 Two\n" });
});

test("a directory in its place is told", async () => {
  const root = writeFiles(scratchDirectory(), { "heads/file": "" });
  for (const act of [() => readHeads(join(root, "heads")), () => writeHeads(join(root, "heads"), "")]) {
    expect(await errorOf(act)).toMatchObject({ code: "unwritable", hint: expect.stringContaining("headsFile") });
  }
  expect(readdirSync(root)).toEqual(["heads"]);
});

test("git marks a conflict where two branches have continued the same head, and that is seen", () => {
  const root = scratchDirectory();
  const git = (...args: readonly string[]) =>
    spawnSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], { cwd: root, encoding: "utf8" });
  const commit = (text: string) => {
    writeHeads(join(root, "heads"), text);
    git("add", "-A");
    git("commit", "-qm", "heads");
  };
  git("init", "-q", "-b", "main");
  commit("a1 One\n");
  git("checkout", "-qb", "side");
  commit("b2 Two\n");
  git("checkout", "-q", "main");
  commit("c3 Three\n");
  expect(git("merge", "side").status).toBe(1);
  expect(readFileSync(join(root, "heads"), "utf8")).toContain("<<<<<<<");
  expect(readHeads(join(root, "heads"))).toEqual({ kind: "conflict", line: 1 });
});
