import { join } from "node:path";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { project, type TestRevision } from "../support/project.ts";

const FORK: readonly TestRevision[] = [
  { id: "base1" },
  { id: "left1", parents: ["base1"], down: "" },
  { id: "right1", parents: ["base1"] },
];

test("what is found decides the exit code: 2 for what cannot be used, 6 for what is to be settled, 0 for warnings", async () => {
  const code = async (revisions: readonly TestRevision[], ...args: readonly string[]) =>
    (await migraph(["check", ...args], { cwd: project(revisions) })).code;
  expect(await code(FORK)).toBe(6);
  expect(await code(FORK, "--allow-heads")).toBe(0);
  expect(await code([...FORK, { id: "bad1", header: ["-- colour: red"] }])).toBe(2);
  expect(await code([])).toBe(2);
});

test("--format github prints annotations to stdout, with --quiet to stderr", async () => {
  const cwd = project(FORK);
  const lines = [
    "::error title=migraph%3A multiple_heads::there are 2 heads: left1, right1%0Ahint: join them with `migraph merge`, put one on top of the other with `migraph rebase`, or allow them with --allow-heads\n",
    "::warning file=migrations/left1/down.sql,line=1,title=migraph%3A empty_down::it takes nothing back, and up.sql has something to take back%0Ahint: write the way back, or make `-- irreversible: why` its first line\n",
  ].join("");
  expect(await migraph(["check", "--format", "github"], { cwd })).toEqual({
    code: 6,
    stdout: `${lines}not ok: 1 error, 1 warning in 3 revisions\n`,
    stderr: "",
  });
  expect(await migraph(["check", "--format=github", "--quiet"], { cwd })).toEqual({
    code: 6,
    stdout: "",
    stderr: lines,
  });
  const { stdout } = await migraph(["check", "--format", "github"], {
    cwd: join(cwd, "migrations/.."),
    env: { GITHUB_WORKSPACE: join(cwd, "..") },
  });
  expect(stdout).toMatch(/^::warning file=migraph-test-\w+\/migrations\/left1\/down\.sql,line=1,/m);
});

test("--format json is --json; two different formats are refused, and so is an unknown one", async () => {
  const cwd = project(FORK);
  const json = await migraph(["check", "--json"], { cwd });
  expect(await migraph(["check", "--format", "json"], { cwd })).toEqual(json);
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, revisions: 3, heads: ["left1", "right1"] });
  expect(await migraph(["check", "--format", "yaml"], { cwd })).toEqual({
    code: 2,
    stdout: "",
    stderr: 'error: --format knows no "yaml"\nhint: write one of text, github, json\n',
  });
  expect(await migraph(["check", "--format", "github", "--json"], { cwd })).toMatchObject({ code: 2 });
});
