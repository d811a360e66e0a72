import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { newest } from "../support/database.ts";
import { project, scratchDirectory, type TestRevision } from "../support/project.ts";
import { scratchUrl } from "../support/proofs.ts";

const VIEWS: readonly TestRevision[] = [
  { id: "base1", up: "create table account (id int, name text);\ncreate view seen as select id from account;" },
  { id: "left1", parents: ["base1"], up: "create or replace view seen as select id from account where id > 0;" },
  { id: "right1", parents: ["base1"], up: "create or replace view seen as select id from account where id < 9;" },
];

/** The command line on a project whose scratch databases are on a server that runs. */
function lineOn(revisions: readonly TestRevision[], scratch = scratchUrl(newest())) {
  const cwd = project(revisions);
  writeFileSync(join(cwd, "migraph.config.json"), JSON.stringify({ scratch }));
  const env = { XDG_CACHE_HOME: scratchDirectory() };
  return { cwd, run: (...args: readonly string[]) => migraph(args, { cwd, env }) };
}

function foldersIn(cwd: string): readonly string[] {
  return readdirSync(join(cwd, "migrations")).sort();
}

test("merge writes nothing where the order matters, unless it is told; its own script settles it", async () => {
  const { cwd, run } = lineOn(VIEWS);
  const refused = await run("merge");
  expect(refused).toMatchObject({ code: 6, stdout: "" });
  expect(refused.stderr).toMatch(/^warning: .*view seen/m);
  expect(refused.stderr).toContain(
    "error: left1 and right1 cannot be applied in either order with the same outcome; nothing was written\n",
  );
  expect(foldersIn(cwd)).toEqual(["base1", "left1", "right1"]);

  const allowed = await run("merge", "--allow-conflict", "--rev-id", "both1");
  expect(allowed).toMatchObject({ code: 0, stdout: expect.stringContaining("Wrote both1, on left1 and right1") });
  expect(allowed.stderr).toMatch(/^warning: .*view seen/m);

  const conflict = await run("commute");
  expect(conflict).toMatchObject({ code: 6, stderr: expect.stringMatching(/^error: .*view seen/) });
  expect(conflict.stdout).toMatch(
    /^conflict {10}left1 and right1, which both1 joins\nnot ok: 1 conflict, on PostgreSQL \S+\n$/,
  );
  expect(await run("check", "--proofs")).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(/both1_\S+\/up\.sql: left1 and right1 in the other order: .*view seen/),
  });
  const checked = await run("check", "--proofs", "--since", "both1", "--json");
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('"ok": true') });

  const script = join(cwd, "migrations", foldersIn(cwd).find((name) => name.includes("both1")) ?? "", "up.sql");
  writeFileSync(
    script,
    `${readFileSync(script, "utf8")}create or replace view seen as select id from account where id between 1 and 8;\n`,
  );
  const settled = await run("commute");
  expect(settled).toMatchObject({ code: 0, stderr: "" });
  expect(settled.stdout).toMatch(
    /^identical {9}left1 and right1, which both1 joins\nok: 1 identical, on PostgreSQL \S+\n$/,
  );
  const again = await run("commute");
  expect(again.stdout).toBe(settled.stdout.replace(/\n$/, " (as proved before)\n"));
});

test("a script that fails in one order is named with its line", async () => {
  const { run } = lineOn([
    { id: "base1", up: "create table account (id int, name text);" },
    { id: "left1", parents: ["base1"], up: "alter table account rename name to title;" },
    { id: "right1", parents: ["base1"], up: "select 1;\ncreate view names as select name from account;" },
  ]);
  const { code, stderr } = await run("merge", "--no-cache");
  expect(code).toBe(6);
  expect(stderr).toContain(
    'warning: migrations/right1/up.sql:7: right1 fails when left1 comes first: column "name" does not exist\n' +
      "hint: change one of the two, or make one line of them with `migraph rebase`\n",
  );
});

test("where nothing can be tried, merge says so and writes; a server that is named has to answer", async () => {
  const nowhere = `postgresql://postgres@/postgres?host=${encodeURIComponent(scratchDirectory())}`;
  const { cwd, run } = lineOn(VIEWS, nowhere);
  const named = await run("merge", "--scratch", nowhere);
  expect(named).toMatchObject({ code: 3, stdout: "" });
  expect(foldersIn(cwd)).toHaveLength(3);
  const { code, stdout, stderr } = await run("merge", "--rev-id", "both1");
  expect(stderr).toMatch(/^warning: not proved that left1 and right1 can be applied in either order: /);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Wrote both1, /)]);
});

test("--no-proof tries nothing, and says nothing", async () => {
  const { run } = lineOn(VIEWS);
  const { code, stdout, stderr } = await run("merge", "--no-proof", "--json");
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ parents: ["left1", "right1"], proof: null });
});

test("wrong questions are refused", async () => {
  const { run } = lineOn(VIEWS);
  const since = await run("check", "--since", "left1");
  expect(since).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--since is for --locks, --proofs and --schema"),
  });
  const one = await run("commute", "left1");
  expect(one).toMatchObject({ code: 2, stderr: expect.stringContaining("left1 is no merge") });
  const both = await run("commute", "left1", "right1", "--since", "base1");
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining("is for all merges") });
});
