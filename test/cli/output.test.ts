import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { environment, migraph, PROGRAM } from "../support/cli.ts";
import { freshDatabase, tables } from "../support/database.ts";
import { project } from "../support/project.ts";
import { atTerminal, HAS_TERMINAL, onScreen } from "../support/terminal.ts";

const LINE = [
  { id: "first", message: "Make the first of two tables, with quite a lot to say about it, more than fits" },
  { id: "second", parents: ["first"] },
];

async function place(revisions: Parameters<typeof project>[0] = LINE) {
  const root = project(revisions);
  const { url, sql } = await freshDatabase();
  return { options: { cwd: root, env: { DATABASE_URL: url } }, sql };
}

test("--quiet prints problems only", async () => {
  const { options, sql } = await place([...LINE, { id: "third", parents: ["second"], up: "select 1 / 0;" }]);
  expect(await migraph(["upgrade", "second", "--quiet"], options)).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await tables(sql)).toEqual(["first", "second"]);
  const failed = await migraph(["upgrade", "--quiet"], options);
  expect(failed).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/^error: .*division by zero/) });
  expect(await migraph(["status", "--exit-code", "--quiet"], options)).toEqual({ code: 6, stdout: "", stderr: "" });
});

test("--verbose echoes the SQL that is run, but not that of a secret revision", async () => {
  const secret = {
    id: "third",
    parents: ["second"],
    header: ["-- secret: on"],
    up: "select 'hush';",
    down: "select 'hush';",
  };
  const { options } = await place([...LINE, secret]);
  const { stdout, stderr } = await migraph(["upgrade", "--verbose"], options);
  expect(stderr).toBe("");
  expect(stdout).toMatch(
    /-- migrations\/second\/up\.sql\n-- revision: second\n[\s\S]*\ncreate table second \(id int\);\n {2}up {6}second /,
  );
  expect(stdout).toContain("-- migrations/third/up.sql (secret: not shown)\n  up      third");
  expect(stdout).not.toContain("hush");
  expect((await migraph(["downgrade", "-v"], options)).stdout).not.toContain("hush");
});

test("colours are for terminals, and for neither who sets NO_COLOR nor who says --no-color", async () => {
  const { options } = await place();
  expect((await migraph(["heads"], options)).stdout).toBe("second  Make second\n");
  if (!HAS_TERMINAL) return;
  const colored = await atTerminal("migraph heads; migraph nope", options).ended;
  expect(colored.stdout).toContain("\x1b[36msecond\x1b[39m");
  expect(colored.stdout).toContain("\x1b[31merror:\x1b[39m");
  for (const plain of [
    "NO_COLOR=1 migraph heads",
    "migraph heads --no-color",
    "TERM=dumb migraph heads",
    "migraph heads | cat",
  ]) {
    expect([plain, (await atTerminal(plain, options).ended).stdout]).toEqual([plain, "second  Make second\r\n"]);
  }
  const half = await atTerminal("migraph nope 2>&1 >/dev/null | cat; migraph heads", options).ended;
  expect(half.stdout).toMatch(/^error: .*\r\nhint: [\s\S]*\x1b\[36msecond/);
});

test.skipIf(!HAS_TERMINAL)("no line of a list is longer than the terminal is wide", async () => {
  const { options } = await place();
  const line =
    "migraph history --graph; migraph history; migraph upgrade --dry-run; migraph upgrade; migraph heads; migraph downgrade --yes";
  const { stdout } = await atTerminal(line, { ...options, columns: 50 }).ended;
  const lines = onScreen(stdout)
    .split("\n")
    .filter((each) => !/^(Made|Dry run:|Done:)/.test(each));
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}up {6}first {2}Make the first of .*…$/));
  for (const each of lines) expect(each.length, each).toBeLessThanOrEqual(50);
});

test.skipIf(!HAS_TERMINAL)("a terminal shows the step that runs, and in its place the step that has run", async () => {
  const { options } = await place();
  const { stdout } = await atTerminal("migraph upgrade", options).ended;
  expect(stdout).toContain("(1 of 2)");
  expect(stdout).toContain("(2 of 2)");
  expect(onScreen(stdout)).not.toContain("of 2)");
});

test("without UTF-8 the graph is drawn in ASCII", async () => {
  const fork = [{ id: "base1" }, { id: "left1", parents: ["base1"] }, { id: "right1", parents: ["base1"] }];
  const { options } = await place(fork);
  const { stdout } = await migraph(["history", "--graph"], { ...options, env: { ...options.env, LANG: "C" } });
  expect(`\n${stdout}`).toBe(`
o  right1  (head) Make right1
| o  left1  (head) Make left1
|/
o  base1  Make base1

o pending
`);
});

test("a reader that closes the pipe stops nothing", async () => {
  const { options, sql } = await place();
  const line = `'${process.execPath}' '${PROGRAM}' upgrade 2>&1 | head -c 1; echo; echo "\${PIPESTATUS[0]}"`;
  const { stdout } = spawnSync("bash", ["-c", line], { cwd: options.cwd, env: environment(options), encoding: "utf8" });
  expect(stdout).toBe("M\n0\n");
  expect(await tables(sql)).toEqual(["first", "second"]);
});
