import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { scratchDirectory, writeFiles } from "../support/project.ts";

const CONFIG = { "migraph.config.json": '{ "headsFile": "migrations/heads", "folderName": "{revision}" }' };

function git(root: string, ...args: readonly string[]) {
  const who = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  return spawnSync("git", [...who, ...args], { cwd: root, encoding: "utf8" });
}

function heads(root: string): string {
  return readFileSync(join(root, "migrations/heads"), "utf8");
}

/** Ann has added two revisions on one branch and Ben one on another; git is in the middle of the merge. */
async function conflict(): Promise<string> {
  const root = writeFiles(scratchDirectory(), CONFIG);
  const add = async (id: string) => {
    expect(await migraph(["new", `Make ${id}`, "--rev-id", id], { cwd: root })).toMatchObject({ code: 0 });
    git(root, "add", "-A");
    git(root, "commit", "-qm", id);
  };
  git(root, "init", "-q", "-b", "main");
  await migraph(["init"], { cwd: root });
  await add("base1");
  git(root, "checkout", "-qb", "ann");
  await add("ann1");
  await add("ann2");
  git(root, "checkout", "-q", "main");
  await add("ben1");
  expect(heads(root)).toBe("ben1 Make ben1\n");
  expect(git(root, "merge", "ann").stdout).toContain("CONFLICT (content): Merge conflict in migrations/heads");
  return root;
}

test("git sees two lines of work as a conflict; check and new say what happened", async () => {
  const root = await conflict();
  const said = {
    code: "heads_file",
    message: "git has marked a conflict: two lines of work have added revisions side by side",
    file: "migrations/heads",
    line: 1,
  };
  const check = await migraph(["check", "--allow-heads", "--json"], { cwd: root });
  expect(check.code).toBe(6);
  expect(JSON.parse(check.stdout)).toMatchObject({ ok: false, findings: [{ ...said, severity: "error" }] });
  const { code, stderr } = await migraph(["new", "More", "--parent", "ben1"], { cwd: root });
  expect(code).toBe(2);
  expect(stderr).toBe(
    `error: ${said.file}:1: ${said.message}\n` +
      "hint: `migraph merge` joins them, `migraph rebase` puts one on top of the other, `migraph heads --write` keeps both; each of them writes the file anew\n",
  );
  // What reads no heads file works as ever.
  expect(await migraph(["heads"], { cwd: root })).toMatchObject({ code: 0, stderr: "" });
});

test.each<[string, readonly string[], string]>([
  ["merge", ["--rev-id", "both"], "both Merge ann2 and ben1\n"],
  ["rebase", ["ben1", "--onto", "ann2"], "ben1 Make ben1\n"],
  ["rebase", ["ann1", "--onto", "ben1", "--touch"], "ann2 Make ann2\n"],
  ["heads", ["--write"], "ann2 Make ann2\nben1 Make ben1\n"],
])("%s %j settles the conflict, and says so", async (command, args, text) => {
  const root = await conflict();
  const { code, stderr } = await migraph([command, ...args], { cwd: root });
  expect(code).toBe(0);
  expect(stderr).toBe(
    "warning: migrations/heads had a conflict of git's in it, and has been written anew\n" +
      "hint: tell git that it is settled: git add migrations/heads\n",
  );
  expect(heads(root)).toBe(text);
  expect(await migraph(["check", "--allow-heads"], { cwd: root })).toMatchObject({ code: 0, stderr: "" });
  git(root, "add", "-A");
  expect(git(root, "commit", "-qm", "merged").status).toBe(0);
});

test("a file that does not hold the heads is found, and written anew on request", async () => {
  const root = writeFiles(scratchDirectory(), CONFIG);
  await migraph(["init"], { cwd: root });
  for (const id of ["one1", "two2"]) await migraph(["new", id, "--rev-id", id], { cwd: root });
  const found = async () => {
    const { code, stdout } = await migraph(["check", "--json"], { cwd: root });
    const { findings } = JSON.parse(stdout) as { findings: { code: string; message: string; line: number | null }[] };
    return [code, ...findings.map(({ code: kind, message, line }) => `${kind}:${line} ${message}`)];
  };
  expect(await found()).toEqual([0]);
  const stale = "heads_file:1 it does not hold the heads as they are:";
  for (const [text, message] of [
    ["one1 one1\n", `${stale} one1 stands in it, two2 is missing`],
    ["", `${stale} two2 is missing`],
    ["two2 two2\ntwo2 two2\n", `${stale} a line stands twice`],
    ["two2 two2\none1 one1\n", "heads_file:2 it does not hold the heads as they are: one1 stands in it"],
  ] as const) {
    writeFiles(root, { "migrations/heads": text });
    expect(await found()).toEqual([6, message]);
  }
  const { stdout } = await migraph(["heads", "--write"], { cwd: root });
  expect(stdout).toBe("Wrote migrations/heads:\ntwo2  two2\n");
  expect(await found()).toEqual([0]);
  const again = await migraph(["heads", "--write", "--json"], { cwd: root });
  expect(JSON.parse(again.stdout)).toMatchObject({
    file: "migrations/heads",
    changed: false,
    revisions: [{ revision: "two2" }],
  });
  writeFiles(root, { "migrations/heads": "two2 two2\r\n" });
  expect(await found()).toEqual([0]);
  spawnSync("rm", [join(root, "migrations/heads")]);
  expect(await found()).toEqual([6, "heads_file:null the heads file is missing"]);
});

test("a project that has none is not given one", async () => {
  const root = writeFiles(scratchDirectory(), { "migrations/keep": "" });
  const { code, stderr } = await migraph(["heads", "--write"], { cwd: root });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: no heads file is configured\nhint: write "headsFile"/);
});
