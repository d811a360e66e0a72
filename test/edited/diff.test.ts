import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import type { TestRevision } from "../support/project.ts";
import { failureOf, scene } from "../support/scene.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "aaaa1", up: "create table aaaa1 (id int);\ncreate table more (id int);", down: "drop table more, aaaa1;\n" },
  { id: "bbbb2", parents: ["aaaa1"] },
  { id: "cccc3", parents: ["bbbb2"] },
];

/** The first two are applied. */
async function place(revisions: readonly TestRevision[] = REVISIONS) {
  const made = await scene(revisions);
  await made.migrator.upgrade(revisions[1]?.id ?? "head");
  const run = (...args: readonly string[]) =>
    migraph(args, { cwd: made.root, env: { DATABASE_URL: made.database.url } });
  const file = (name: string) => join(made.root, "migrations", name);
  return { ...made, run, file };
}

const HEADER =
  "-- revision: bbbb2\n-- parents: aaaa1\n-- message: Make bbbb2\n-- created: 2026-01-01T00:01:00.000Z\n\n";

test("diff shows what ran against what is on disk, of every edited revision", async () => {
  const { run, file } = await place();
  writeFileSync(file("bbbb2/up.sql"), `${HEADER}create table bbbb2 (id bigint);\n`);
  appendFileSync(file("aaaa1/down.sql"), "select 1;\n");
  expect(await run("diff")).toEqual({
    code: 0,
    stderr: "",
    stdout: `aaaa1  Make aaaa1

--- down.sql as it ran
+++ down.sql on disk
@@ -1,1 +1,2 @@
 drop table more, aaaa1;
+select 1;

bbbb2  Make bbbb2

--- up.sql as it ran
+++ up.sql on disk
@@ -3,4 +3,4 @@
 -- message: Make bbbb2
 -- created: 2026-01-01T00:01:00.000Z
 
-create table bbbb2 (id int);
+create table bbbb2 (id bigint);
`,
  });
});

test("diff --json has a diff for each file, and says whether its meaning changed", async () => {
  const { run, file } = await place();
  writeFileSync(file("bbbb2/up.sql"), `${HEADER}create table bbbb2 (id bigint);\n`);
  const { code, stdout } = await run("diff", "--json");
  const checksum = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({
    code: 0,
    revisions: [
      {
        revision: "bbbb2",
        state: "applied",
        edited: ["up.sql"],
        files: [
          {
            file: "up.sql",
            diff: expect.stringMatching(/^--- up\.sql as it ran\n.*^\+create table bbbb2 \(id bigint\);\n$/ms),
            meaning_changed: true,
            ran_checksum: checksum,
            disk_checksum: checksum,
          },
        ],
      },
    ],
    reformatted: [],
  });
});

describe("diff of an address", () => {
  test("that is applied and as it was says so", async () => {
    const { run } = await place();
    const { code, stdout } = await run("diff", "bbbb2", "--exit-code");
    expect([code, stdout]).toEqual([0, "bbbb2  Make bbbb2\nNo difference: what is on disk is what was run.\n"]);
  });

  test("that is not applied says so", async () => {
    const { run } = await place();
    const { code, stdout } = await run("diff", "cccc3");
    expect([code, stdout]).toEqual([0, expect.stringContaining("\nIt is not applied: ")]);
  });

  test("that is foreign says that there is no file, and shows nothing else", async () => {
    const { run, file } = await place();
    for (const id of ["bbbb2", "cccc3"]) rmSync(file(id), { recursive: true });
    const { code, stdout } = await run("diff", "bbbb2");
    expect([code, stdout.split("\n").slice(1)]).toEqual([0, [expect.stringMatching(/there is no file/), ""]]);
    expect((await run("diff")).stdout).toMatch(/^No difference/);
  });

  test("that is base says that it names none; one that nobody knows is an error", async () => {
    const { run, migrator } = await place();
    expect((await run("diff", "base")).stdout).toMatch(/names no revision/);
    expect(await failureOf(migrator.diff("ffff"))).toMatchObject({ code: "unknown_revision", exitCode: 2 });
  });
});

test("diff says so where nothing is edited", async () => {
  const { run, migrator } = await place();
  expect(await run("diff", "--exit-code")).toEqual({
    code: 0,
    stderr: "",
    stdout: "No difference: every applied revision on disk means what was run.\n",
  });
  expect(await migrator.diff()).toEqual({ revisions: [], reformatted: [] });
});

test("--exit-code exits with 6 where something is edited", async () => {
  const { run, file } = await place();
  appendFileSync(file("aaaa1/up.sql"), "select 1;\n");
  expect((await run("diff", "--exit-code", "--quiet")).code).toBe(6);
  expect((await run("diff", "bbbb2", "--exit-code")).code).toBe(0);
});

test("a file with other ends of lines is shown with what was changed, and not as another file", async () => {
  const { run, file } = await place();
  writeFileSync(file("bbbb2/up.sql"), `${HEADER}create table bbbb2 (id bigint);\n`.replaceAll("\n", "\r\n"));
  const { stdout } = await run("diff");
  expect(stdout.match(/^[-+][^-+]/gm)).toHaveLength(2);
  expect(stdout).not.toContain("\r");
});

test("a check that was added or taken away is shown as such", async () => {
  const { run, file } = await place([
    { id: "aaaa1", verify: "select 1 = 1;\n" },
    { id: "bbbb2", parents: ["aaaa1"] },
  ]);
  rmSync(file("aaaa1/verify.sql"));
  writeFileSync(file("bbbb2/verify.sql"), "select 2 = 2;\n");
  const { stdout } = await run("diff");
  expect(stdout).toContain("--- verify.sql as it ran\n+++ no verify.sql on disk\n@@ -1,1 +0,0 @@\n-select 1 = 1;\n");
  expect(stdout).toContain("+++ verify.sql on disk\n@@ -0,0 +1,1 @@\n+select 2 = 2;\n");
});

describe("of a secret revision", () => {
  const SECRET = "s3cr3t-9Kx";
  const secret = { id: "aaaa1", up: `select '${SECRET}';`, header: ["-- secret: on"] };

  test("diff says only that it differs", async () => {
    const { run, file } = await place([secret]);
    appendFileSync(file("aaaa1/up.sql"), `select '${SECRET}2';\n`);
    for (const args of [["diff"], ["diff", "aaaa1"], ["diff", "--json"], ["show", "aaaa1", "--json"]]) {
      const { stdout, stderr } = await run(...args);
      if (args[0] === "diff") expect(stdout + stderr).not.toContain(SECRET);
      expect(stdout).toContain("up.sql");
    }
    expect((await run("diff")).stdout).toContain("up.sql is not what was run");
  });

  test("nor does diff show a check that was added to it", async () => {
    const { run, file } = await place([secret]);
    writeFileSync(file("aaaa1/verify.sql"), `select '${SECRET}' <> '';\n`);
    const { stdout } = await run("diff");
    expect(stdout).toContain("verify.sql is not what was run");
    expect(stdout).not.toContain(SECRET);
  });

  test("nor does diff show the text of one that has become secret since", async () => {
    const { run, file } = await place([{ ...secret, header: [] }]);
    writeFileSync(
      file("aaaa1/up.sql"),
      `-- revision: aaaa1\n-- parents: none\n-- secret: on\n\nselect '${SECRET}2';\n`,
    );
    const { stdout } = await run("diff");
    expect(stdout).toContain("up.sql is not what was run");
    expect(stdout).not.toContain(SECRET);
  });
});

test("what stands in the files commands no terminal", async () => {
  const { run, file } = await place([{ id: "aaaa1", up: "select '\x1b[31mred\x07';" }]);
  appendFileSync(file("aaaa1/up.sql"), "select '\x1b]0;title\x07\u202e\x9b2J\ttab\r';\n");
  const { stdout } = await run("diff");
  expect(stdout).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
  expect(stdout).toContain("+select '\\x1b]0;title\\x07\\u202e\\x9b2J\ttab\\r';");
});

test("two large files that have nothing in common are shown as one put for the other", async () => {
  const lines = (word: string) => Array.from({ length: 3000 }, (_, line) => `select '${word} ${line}';`).join("\n");
  const { migrator, file } = await place([{ id: "aaaa1", up: lines("before") }]);
  writeFileSync(file("aaaa1/up.sql"), `-- revision: aaaa1\n-- parents: none\n\n${lines("after")}\n`);
  const { revisions } = await migrator.diff();
  const diff = revisions[0]?.files[0]?.diff?.split("\n") ?? [];
  expect(diff.slice(0, 3)).toEqual(["--- up.sql as it ran", "+++ up.sql on disk", "@@ -1,3005 +1,3003 @@"]);
  expect(diff.filter((line) => line.startsWith("-select"))).toHaveLength(3000);
  expect(diff.filter((line) => line.startsWith("+select"))).toHaveLength(3000);
});

test("show has the diff of an edited revision beside its text", async () => {
  const { run, file } = await place();
  writeFileSync(file("bbbb2/up.sql"), `${HEADER}create table bbbb2 (id bigint);\n`);
  expect((await run("show", "bbbb2")).stdout).toContain(
    "\n-create table bbbb2 (id int);\n+create table bbbb2 (id bigint);\n",
  );
});
