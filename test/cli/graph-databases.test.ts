import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project, type TestRevision } from "../support/project.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "base1" },
  { id: "left1", parents: ["base1"] },
  { id: "right1", parents: ["base1"] },
  { id: "gone1", parents: ["right1"], message: "Of another branch" },
];
/** Nobody listens there. */
const NOWHERE = "postgresql://ann:canary@127.0.0.1:1/shop";

/** base1 and left1 in one database; base1, which is edited since, right1 and gone1, whose folder is gone, in the other. */
async function place() {
  const cwd = project(REVISIONS);
  const [live, staging] = [await freshDatabase(), await freshDatabase()];
  const run = (...args: readonly string[]) => migraph(args, { cwd });
  await run("upgrade", "left1", "--url", live.url);
  appendFileSync(join(cwd, "migrations/base1/up.sql"), "create table more ();\n");
  await run("upgrade", "gone1", "--url", staging.url);
  rmSync(join(cwd, "migrations/gone1"), { recursive: true });
  return { cwd, live, staging, run };
}

describe("graph with databases", () => {
  it("marks what is applied, pending, edited and foreign in the one that is configured", async () => {
    const { live, staging, run } = await place();
    expect((await run("graph", "--url", live.url)).stdout).toBe(`○  right1  (head) Make right1
│ ●  left1  (head) Make left1
├─╯
◆  base1  Make base1

● applied   ○ pending   ◆ edited
`);
    expect((await run("graph", "--url", staging.url)).stdout).toBe(`◌  gone1  Of another branch
●  right1  (head) Make right1
│ ○  left1  (head) Make left1
├─╯
●  base1  Make base1

● applied   ○ pending   ◌ foreign
`);
  });

  it("reads several, each under its name, and shows what is applied where", async () => {
    const { live, staging, run } = await place();
    const two = ["--database", `live=${live.url}`, "--database", `staging=${staging.url}`];
    const { stdout, stderr, code } = await run("graph", "--json", ...two);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    const document = JSON.parse(stdout);
    const applied = {
      state: "applied",
      applied: { at: expect.any(String), by: "postgres", duration_ms: expect.any(Number), stamped: false },
    };
    const states = Object.fromEntries(
      document.revisions.map(({ revision, state, databases }: Record<string, string>) => [
        revision,
        [state, databases],
      ]),
    );
    expect(states).toEqual({
      gone1: ["foreign", { staging: { ...applied, state: "foreign" } }],
      right1: ["partial", { live: { state: "pending" }, staging: applied }],
      left1: ["partial", { live: applied, staging: { state: "pending" } }],
      base1: ["edited", { live: { ...applied, edited: ["up.sql"] }, staging: applied }],
    });
    expect(document.databases).toEqual([
      { name: "live", heads: ["left1"], error: null },
      { name: "staging", heads: ["gone1"], error: null },
    ]);
  });

  it("shows the one of --url beside them, called as its server calls it", async () => {
    const { live, staging, run } = await place();
    const { stdout } = await run("graph", "--json", "--url", live.url, "--database", `staging=${staging.url}`);
    expect(JSON.parse(stdout).databases.map(({ name }: { name: string }) => name)).toEqual([live.name, "staging"]);
  });

  it("shows one that cannot be reached as such, draws the others, and says no password", async () => {
    const { live, run } = await place();
    const databases = ["--database", `live=${live.url}`, "--database", `lost=${NOWHERE}`];
    const json = await run("graph", "--json", ...databases);
    expect(json.code).toBe(0);
    expect(json.stderr).toMatch(/^warning: drawn without database lost: no server can be reached at /);
    expect(JSON.parse(json.stdout)).toMatchObject({
      revisions: [{ revision: "right1", state: "pending" }, { state: "applied" }, { state: "edited" }],
      databases: [
        { name: "live", error: null },
        { name: "lost", heads: [], error: { code: "unreachable", message: expect.stringContaining("127.0.0.1:1") } },
      ],
    });
    for (const format of ["text", "svg", "html"]) {
      const { stdout, stderr } = await run("graph", "--format", format, ...databases);
      expect(stdout).toContain("could not be read");
      expect(stdout + stderr).not.toContain("canary");
    }
  });

  it("fails when the one that --url names cannot be reached, as history does", async () => {
    const { run } = await place();
    expect(await run("graph", "--url", NOWHERE)).toMatchObject({ code: 3, stdout: "" });
  });

  it("the page has the scripts of a foreign revision as the ledger kept them", async () => {
    const { staging, run } = await place();
    const { stdout } = await run("graph", "--format", "html", "--url", staging.url);
    expect(stdout).toContain("create table gone1 (id int);");
  });

  it("reading makes nothing in a database that has no ledger", async () => {
    const { run } = await place();
    const empty = await freshDatabase();
    const { stdout } = await run("graph", "--json", "--database", `empty=${empty.url}`);
    expect(JSON.parse(stdout).revisions).toMatchObject([
      { state: "pending" },
      { state: "pending" },
      { state: "pending" },
    ]);
    expect(await empty.sql`select 1 from pg_namespace where nspname = 'migraph'`).toHaveLength(0);
  });
});
