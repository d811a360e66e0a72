import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project, scratchDirectory, type TestRevision } from "../support/project.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "base1", created: "2026-01-01T10:00:00Z" },
  { id: "left1", parents: ["base1"], labels: ["left"], created: "2026-01-02T10:00:00Z", message: "Go left" },
  { id: "right1", parents: ["base1"], depends: ["left1"], created: "2026-01-03T10:00:00Z" },
];

const BASE = entry("base1", { created: "2026-01-01T10:00:00Z" });
const LEFT = entry("left1", {
  parents: ["base1"],
  labels: ["left"],
  message: "Go left",
  created: "2026-01-02T10:00:00Z",
});
const RIGHT = entry("right1", { parents: ["base1"], depends: ["left1"], created: "2026-01-03T10:00:00Z" });

/** right1 without its dependency. */
const ALONE = "-- revision: right1\n-- parents: base1\n-- created: 2026-01-03T10:00:00Z\n";

function entry(revision: string, more: object): object {
  const path = `migrations/${revision}`;
  return { revision, parents: [], depends: [], labels: [], message: `Make ${revision}`, path, ...more };
}

const step = (revision: string, direction: string, timed: boolean) => ({
  revision,
  direction,
  message: expect.any(String),
  duration_ms: timed ? expect.any(Number) : null,
});

/** Runs commands; each must print one document to stdout, and nothing to stderr. */
async function place(revisions: readonly TestRevision[] = REVISIONS) {
  const root = project(revisions);
  const { url, name, sql } = await freshDatabase();
  const json = async (...args: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await migraph([...args, "--json"], { cwd: root, env: { DATABASE_URL: url } });
    expect(stderr).toBe("");
    return { code, ...(JSON.parse(stdout) as object) };
  };
  return { root, name, sql, json, env: { DATABASE_URL: url } };
}

test("heads, bases and current list revisions with all their keys", async () => {
  const { json } = await place();
  expect(await json("heads")).toEqual({ code: 0, revisions: [LEFT, RIGHT] });
  expect(await json("bases")).toEqual({ code: 0, revisions: [BASE] });
  expect(await json("current")).toMatchObject({ code: 0, revisions: [] });
  await json("upgrade", "left");
  expect(await json("current")).toMatchObject({ code: 0, revisions: [LEFT] });
});

test("history has a state where there is a database, and none where there is not", async () => {
  const { json, root } = await place();
  const alone = await migraph(["history", "--json"], { cwd: root });
  expect(JSON.parse(alone.stdout)).toEqual({ revisions: [RIGHT, LEFT, BASE] });
  await json("upgrade", "left");
  rmSync(join(root, "migrations/left1"), { recursive: true });
  writeFileSync(join(root, "migrations/right1/up.sql"), ALONE);
  expect(await json("history")).toMatchObject({
    code: 0,
    revisions: [
      { revision: "right1", state: "pending" },
      { revision: "left1", state: "foreign", path: null, message: "Go left" },
      { revision: "base1", state: "applied" },
    ],
  });
});

test("upgrade, downgrade, redo and stamp tell steps and heads, and a dry run the same without times", async () => {
  const { json } = await place();
  const plan = [step("base1", "up", false), step("left1", "up", false)];
  expect(await json("upgrade", "left", "--dry-run")).toEqual({ code: 0, steps: plan, heads: ["left1"], dry_run: true });
  const up = [step("base1", "up", true), step("left1", "up", true)];
  expect(await json("upgrade", "left")).toEqual({ code: 0, steps: up, heads: ["left1"], dry_run: false });
  expect(await json("upgrade", "left")).toEqual({ code: 0, steps: [], heads: ["left1"], dry_run: false });
  const again = [step("left1", "down", true), step("left1", "up", true)];
  expect(await json("redo")).toEqual({ code: 0, steps: again, heads: ["left1"], dry_run: false });
  expect(await json("downgrade")).toEqual({
    code: 0,
    steps: [step("left1", "down", true)],
    heads: ["base1"],
    dry_run: false,
  });
  const stamps = [step("left1", "stamp", false), step("right1", "stamp", false)];
  expect(await json("stamp", "heads")).toEqual({ code: 0, steps: stamps, heads: ["left1", "right1"], dry_run: false });
  const forget = [step("right1", "unstamp", false), step("left1", "unstamp", false)];
  expect(await json("stamp", "base1", "--dry-run")).toEqual({
    code: 0,
    steps: forget,
    heads: ["base1"],
    dry_run: true,
  });
});

test("status lists what is pending, foreign, edited and interrupted, and who holds the lock", async () => {
  const { json, name, root } = await place();
  const none = { foreign: [], edited: [], interrupted: [], lock: null };
  expect(await json("status")).toMatchObject({
    database: name,
    server: expect.stringMatching(/^PostgreSQL \d/),
    applied: 0,
    heads: [],
    pending: ["base1", "left1", "right1"],
    ...none,
  });
  await json("upgrade", "left");
  writeFileSync(join(root, "migrations/base1/up.sql"), "create table other ();", { flag: "a" });
  rmSync(join(root, "migrations/left1"), { recursive: true });
  writeFileSync(join(root, "migrations/right1/up.sql"), ALONE);
  expect(await json("status")).toMatchObject({
    applied: 2,
    heads: ["left1"],
    pending: ["right1"],
    foreign: ["left1"],
    edited: [{ revision: "base1", files: ["up.sql"] }],
    interrupted: [],
    lock: null,
  });
  expect(await json("status", "--exit-code")).toMatchObject({ code: 6 });
});

test("check says ok and every finding with the same keys", async () => {
  const { json, root } = await place();
  expect(await json("check", "--allow-heads", "--allow-pending")).toMatchObject({
    code: 0,
    ok: true,
    findings: [],
  });
  expect(await json("check", "--allow-pending")).toMatchObject({
    code: 6,
    ok: false,
    findings: [{ code: "multiple_heads", message: expect.any(String), file: null, line: null, revision: null }],
  });
  writeFileSync(join(root, "migrations/left1/up.sql"), "-- revision: left1\n-- parents: base1\n-- lables: x\n");
  expect(await json("check")).toMatchObject({
    code: 2,
    ok: false,
    findings: expect.arrayContaining([
      expect.objectContaining({ file: "migrations/left1/up.sql", line: 3, message: expect.stringContaining("lables") }),
    ]),
  });
});

test("what writes files tells their paths", async () => {
  const root = scratchDirectory();
  const json = async (...args: readonly string[]) => {
    const { stdout, stderr } = await migraph([...args, "--json"], { cwd: root });
    return { stderr, ...(JSON.parse(stdout) as object) };
  };
  expect(await json("init")).toMatchObject({ stderr: "", made: ["migrations/", "migraph.config.json"], kept: [] });
  const path = (id: string) => expect.stringMatching(new RegExp(`^migrations/\\d{12}_${id}_`));
  const files = [expect.stringMatching(/\/up\.sql$/), expect.stringMatching(/\/down\.sql$/)];
  const made = await json("new", "First", "--rev-id", "base1");
  expect(made).toEqual({ stderr: "", revision: "base1", parents: [], path: path("base1"), files });
  await json("new", "Left", "--rev-id", "left1");
  await json("create", "Right", "--rev-id", "right1", "--parent", "base1", "--splice");
  expect(await json("branches")).toMatchObject({ revisions: [{ revision: "base1", children: ["left1", "right1"] }] });
  const merged = await json("merge", "--rev-id", "both1");
  expect(merged).toEqual({
    stderr: "",
    revision: "both1",
    parents: ["left1", "right1"],
    path: path("both1"),
    files,
    proof: expect.objectContaining({ ok: true }),
  });
  expect(await json("show", "both1")).toMatchObject({
    revisions: [{ revision: "both1", up: expect.stringContaining("-- revision: both1"), down: expect.any(String) }],
  });
});

test("notices go to stderr: the document has stdout for itself", async () => {
  const { root, env } = await place([{ id: "loud1", up: "do $$ begin raise notice 'hear me'; end $$;" }]);
  const { code, stdout, stderr } = await migraph(["upgrade", "--json", "--verbose"], { cwd: root, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "notice: hear me (loud1)\n" });
  expect(JSON.parse(stdout)).toMatchObject({ steps: [{ revision: "loud1" }] });
});
