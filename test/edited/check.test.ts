import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freePort } from "../support/listener.ts";
import type { TestRevision } from "../support/project.ts";
import { exists, scene } from "../support/scene.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "aaaa1" },
  { id: "bbbb2", parents: ["aaaa1"] },
  { id: "cccc3", parents: ["bbbb2"] },
];

async function place(revisions: readonly TestRevision[] = REVISIONS) {
  const made = await scene(revisions);
  const run = (args: readonly string[], url: string | undefined = made.database.url) =>
    migraph(["check", ...args], { cwd: made.root, env: { DATABASE_URL: url } });
  return { ...made, run };
}

test("check finds nothing in a database that is as the files say", async () => {
  const { run, migrator } = await place();
  await migrator.upgrade();
  expect(await run([])).toEqual({ code: 0, stderr: "", stdout: "ok: 3 revisions, head cccc3\n" });
});

const CCCC3 = [
  "-- revision: cccc3",
  "-- parents: aaaa1",
  "-- message: Go on without bbbb2",
  "-- created: 2027-01-01T00:00:00Z",
  "",
].join("\n");

test("check finds what is pending, edited and foreign, and exits with 6", async () => {
  const { run, migrator, root } = await place();
  await migrator.upgrade("bbbb2");
  appendFileSync(join(root, "migrations/aaaa1/up.sql"), "select 1;\n");
  appendFileSync(join(root, "migrations/aaaa1/down.sql"), "select 1;\n");
  rmSync(join(root, "migrations/bbbb2"), { recursive: true });
  writeFileSync(join(root, "migrations/cccc3/up.sql"), CCCC3);
  const { code, stdout } = await run(["--json"]);
  expect([code, JSON.parse(stdout)]).toMatchObject([
    6,
    {
      ok: false,
      findings: [
        { code: "edited", severity: "error", revision: "aaaa1", file: "migrations/aaaa1/up.sql" },
        { code: "edited", severity: "error", revision: "aaaa1", file: "migrations/aaaa1/down.sql" },
        { code: "foreign", severity: "error", revision: "bbbb2", file: null },
        { code: "pending", severity: "error", revision: "cccc3", file: "migrations/cccc3/up.sql" },
      ],
    },
  ]);
  const { stderr } = await run([]);
  expect(stderr).toContain("error: migrations/aaaa1/down.sql: it is another way back than what was run of aaaa1\n");
});

test("check --allow-pending passes before an upgrade", async () => {
  const { run } = await place();
  expect((await run([])).code).toBe(6);
  expect(await run(["--allow-pending"])).toMatchObject({ code: 0, stderr: "" });
});

test("check makes nothing in the database", async () => {
  const { run, sql } = await place();
  await run([]);
  expect(await exists(sql, "migraph.revision")).toBe(false);
});

test("of many pending revisions check names a few to people, and all to programs", async () => {
  const many = Array.from({ length: 9 }, (_, index) => ({
    id: `rev${index}`,
    parents: index === 0 ? [] : [`rev${index - 1}`],
  }));
  const { run } = await place(many);
  const { stderr, stdout } = await run([]);
  expect(stderr.match(/ is pending$/gm)).toHaveLength(5);
  expect(stderr).toContain("4 more are pending");
  expect(stdout).toBe("not ok: 9 errors in 9 revisions\n");
  expect((JSON.parse((await run(["--json"])).stdout) as { findings: unknown[] }).findings).toHaveLength(9);
});

test("bad files are told as such, beside what is found in the database", async () => {
  const { run, migrator, root } = await place();
  await migrator.upgrade();
  writeFileSync(join(root, "migrations/aaaa1/down.sql"), "commit;\n");
  const { code, stdout } = await run(["--json"]);
  expect([code, JSON.parse(stdout)]).toMatchObject([
    2,
    { findings: [{ code: "transaction_control" }, { code: "edited" }] },
  ]);
});

test("check without a database looks at the files alone", async () => {
  const { root } = await place();
  expect(await migraph(["check"], { cwd: root })).toMatchObject({ code: 0, stderr: "" });
});

test("a configured database that is out of reach is warned of; one that is named with --url is an error", async () => {
  const { run } = await place();
  const nowhere = `postgresql://postgres@127.0.0.1:${await freePort()}/nothing`;
  const configured = await run([], nowhere);
  expect(configured).toMatchObject({ code: 0, stdout: "ok: 3 revisions, head cccc3\n" });
  expect(configured.stderr).toMatch(/^warning: checked without the database's state: /);
  expect(await run(["--url", nowhere])).toMatchObject({ code: 3, stderr: expect.stringMatching(/^error: /) });
});
