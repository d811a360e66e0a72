import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { urlOf } from "../check/round-trip/history.ts";
import { migraph, start } from "../support/cli.ts";
import { freshDatabase, newest } from "../support/database.ts";
import { project } from "../support/project.ts";

const SCRATCH = ["--scratch", urlOf(newest())];
const BROKEN = { id: "bbbb", parents: ["aaaa"], message: "Leave it", down: "select 1;" };

test("test says what it tried and that all is in order; as JSON too", async () => {
  const cwd = project([{ id: "aaaa" }]);
  const said = await migraph(["test", ...SCRATCH], { cwd });
  expect(said).toMatchObject({ code: 0, stderr: "" });
  expect(said.stdout).toMatch(/restored +aaaa {2}Make aaaa/);
  expect(said.stdout).toMatch(/^ok: 1 revision up, down and up again, on PostgreSQL 18\.\d+$/m);
  const json = await migraph(["test", ...SCRATCH, "--json"], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, revisions: 1, findings: [], server: { major: 18 } });
});

test("test exits with 1 and names what is left over, with file and line", async () => {
  const cwd = project([{ id: "aaaa" }, BROKEN]);
  const said = await migraph(["test", ...SCRATCH], { cwd });
  expect(said.code).toBe(1);
  expect(said.stderr).toContain("bbbb (down) does not restore: table bbbb is left over");
  expect(said.stderr).toContain("bbbb/down.sql:1");
  expect(said.stdout).toContain("not ok: 1 of 2 revisions failed");
  const json = await migraph(["test", ...SCRATCH, "--json"], { cwd });
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout).findings[0]).toMatchObject({
    code: "not_restored",
    severity: "error",
    revision: "bbbb",
    line: 1,
    message: expect.stringContaining("table bbbb"),
  });
});

test.each(["test", "trace"])("Ctrl-C ends %s and leaves no database behind", async (command) => {
  const { sql } = await freshDatabase();
  const cwd = project([{ id: "aaaa" }, { id: "bbbb", parents: ["aaaa"], up: "select pg_sleep(60);" }]);
  const running = start([command, ...SCRATCH], { cwd });
  const mine = async () => {
    const rows = await sql`
      select a.datname as name from pg_stat_activity a
      where a.query like '%pg_sleep(60)%' and a.datname like 'migraph\\_scratch\\_%'`;
    return rows.map(({ name }) => String(name));
  };
  let names = await mine();
  while (names.length === 0) names = await mine();
  running.child.kill("SIGINT");
  const { code, stderr } = await running.ended;
  expect(code).toBe(130);
  expect(stderr).toBe(`error: stopped in bbbb (up), which ran in a scratch database; that is removed
hint: run the same command again: it leaves nothing behind
`);
  expect(await sql`select from pg_database where datname = any(${names})`).toHaveLength(0);
});

test("two tests at a time that make the same roles do not take them from each other", async () => {
  const role = `r_${randomBytes(6).toString("hex")}`;
  const cwd = project([
    { id: "aaaa", up: `create table aaaa (); grant select on aaaa to ${role};` },
    { id: "bbbb", parents: ["aaaa"], up: `create role ${role}_2; select pg_sleep(0.3);`, down: `drop role ${role}_2;` },
  ]);
  const runs = await Promise.all([1, 2].map(() => migraph(["test", "--make-roles", ...SCRATCH], { cwd })));
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(runs.map(({ stderr }) => stderr).join("")).toMatch(/^(warning: another run makes roles.*\nhint: .*\n)?$/);
  const { sql } = await freshDatabase();
  expect(await sql`select from pg_roles where rolname like ${`${role}%`}`).toHaveLength(0);
});

test("scratch has nothing to say where nothing was left, and needs a server", async () => {
  const cwd = project([{ id: "aaaa" }]);
  expect(await migraph(["scratch"], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("--scratch") });
  const json = await migraph(["scratch", ...SCRATCH, "--json"], { cwd });
  expect(json.code).toBe(0);
  expect(Object.keys(JSON.parse(json.stdout))).toEqual(["databases", "roles", "cleaned", "kept", "server"]);
});
