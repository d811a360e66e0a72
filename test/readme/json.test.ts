import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project, scratchDirectory, type TestRevision } from "../support/project.ts";
import { codes, section, table } from "./document.ts";

/** Each row of the table: the commands, and the keys that their documents have. */
const ROWS = table(section("JSON"), "command").map(([commands = "", document = ""]) => ({
  commands: codes(commands),
  keys: keysIn(document),
}));
const REVISION_KEYS = ROWS[0]?.keys ?? [];
const LISTS = ["revisions", "steps", "findings", "pairs"];

type Document = Readonly<Record<string, unknown>>;

const GRAPH: readonly TestRevision[] = [
  { id: "root" },
  { id: "east", parents: ["root"], labels: ["a"] },
  { id: "west", parents: ["root"], verify: "select true;" },
];

describe("the JSON of the README", () => {
  it("is that of the commands that list revisions", async () => {
    const cwd = project(GRAPH);
    const run = await runner(cwd);
    await run("upgrade", "heads");
    appendFileSync(join(cwd, "migrations/east/up.sql"), "select 1;\n");
    for (const command of ["heads", "bases"]) expectKeys(command, [...keysOf(await run(command))]);
    for (const command of ["branches", "history", "graph", "current", "show"]) {
      const document = await run(...(command === "show" ? ["show", "east"] : [command]));
      const more = keysOf(document).filter((key) => !REVISION_KEYS.includes(key));
      expectKeys(command, more);
    }
  });

  it("is that of the commands that change a database", async () => {
    const run = await runner(project(GRAPH));
    expectKeys("upgrade", keysOf(await run("upgrade", "heads")));
    expectKeys("redo", keysOf(await run("redo")));
    expectKeys("downgrade", keysOf(await run("downgrade", "root")));
    // Nothing is run, so nothing takes time.
    expectKeys("stamp", [...keysOf(await run("stamp", "heads")), "duration_ms"]);
  });

  it("is that of status", async () => {
    const run = await runner(project(GRAPH));
    expectKeys("status", Object.keys(await run("status")));
  });

  it("is that of diff and repair", async () => {
    const cwd = project(GRAPH);
    const run = await runner(cwd);
    await run("upgrade", "heads");
    appendFileSync(join(cwd, "migrations/east/up.sql"), "select 1;\n");
    const document = await run("diff");
    expectKeys("diff", keysOf(document));
    const [{ files }] = document["revisions"] as [{ readonly files: readonly [Document] }];
    const sentence = /Each of the `"files"` .*?`(\{.*?\})`/.exec(section("JSON"))?.[1] ?? "";
    expect(Object.keys(files[0])).toEqual(keysIn(sentence));
    expectKeys("repair", Object.keys(await run("repair", "--yes")));
  });

  it("is that of verify", async () => {
    const run = await runner(project([{ id: "root", verify: "select false;" }]));
    await run("upgrade");
    expectKeys("verify", keysOf(await run("verify")));
  });

  it("is that of trace", async () => {
    const run = await runner(project([{ id: "root" }]));
    const document = await run("trace");
    expectKeys("trace", keysOf(document));
    const [{ statements }] = document["revisions"] as [{ readonly statements: readonly [Document] }];
    const text = section("Locks");
    const documented = keysIn(text.slice(text.indexOf('In JSON each of `"statements"`')));
    const keys = [...statements, ...(statements[0]["locks"] as readonly Document[])].flatMap(Object.keys);
    const scratch = Object.keys(document["scratch"] as Document);
    expect(new Set(["statements", "scratch", ...keys, ...scratch])).toEqual(new Set(documented));
  });

  it("is that of dump", async () => {
    const run = await runner(project([{ id: "root" }]));
    expectKeys("dump", [...keysOf(await run("dump")), "file", "changed"]);
  });

  it("is that of baseline", async () => {
    const run = await runner(project());
    const document = await run("baseline", "--no-stamp");
    expectKeys("baseline", [...keysOf(document), ...Object.keys(document["proof"] as Document)]);
  });

  it("is that of check", async () => {
    const run = await runner(project([{ id: "root", up: "begin;" }]));
    expectKeys("check", keysOf(await run("check")));
  });

  it("is that of drift", async () => {
    const run = await runner(project([{ id: "root" }]));
    await run("stamp", "head");
    const document = await run("drift");
    expectKeys("drift", Object.keys(document));
    const [finding] = document["findings"] as [Document];
    const sentence = /Each of the `"findings"` .*?`(\{.*?\})`/s.exec(section("Drift"))?.[1] ?? "";
    expect(new Set(Object.keys(finding))).toEqual(new Set(keysIn(sentence)));
  });

  it("is that of the commands that write files", async () => {
    const cwd = project(GRAPH);
    const run = await runner(cwd);
    expectKeys("new", keysOf(await run("new", "More", "--parent", "east")));
    expectKeys("merge", keysOf(await run("merge")));
    const commuted = await run("commute");
    expectKeys("commute", keysOf(commuted));
    expectKeys("rebase", keysOf(await run("rebase", "west", "--onto", "east")));
    writeFileSync(join(cwd, "migraph.config.json"), '{ "headsFile": "migrations/heads" }');
    const heads = keysOf(await run("heads", "--write"));
    expectKeys(
      "heads --write",
      heads.filter((key) => !REVISION_KEYS.includes(key)),
    );
    expectKeys("completion", keysOf(await run("completion", "bash")));
    expectKeys("init", keysOf(await (await runner(scratchDirectory()))("init")));
  });

  it("is that of a failed script", async () => {
    const cwd = project(GRAPH);
    const path = join(cwd, "migrations/east/up.sql");
    writeFileSync(path, `${readFileSync(path, "utf8")}\nselect nothing;\n`);
    const run = await runner(cwd);
    const { error } = await run("upgrade", "east");
    const text = section("JSON");
    const documented = keysIn(/When a command fails[\s\S]*?\n\n/.exec(text)?.[0] ?? "");
    expect(new Set(["error", ...Object.keys(error as Document)])).toEqual(new Set(documented));
  });
});

async function runner(cwd: string): Promise<(...args: readonly string[]) => Promise<Document>> {
  const { url } = await freshDatabase();
  return async (...args) => {
    const { stdout } = await migraph([...args, "--json"], { cwd, env: { DATABASE_URL: url } });
    return JSON.parse(stdout) as Document;
  };
}

function expectKeys(command: string, keys: readonly string[]): void {
  const row = ROWS.find(({ commands }) => commands.includes(command));
  expect(new Set(keys), command).toEqual(new Set(row?.keys));
}

/** Keys of a document, and of the entries of its list. */
function keysOf(document: Document): readonly string[] {
  const lists = LISTS.map((name) => document[name]).filter((value) => Array.isArray(value));
  return [...Object.keys(document), ...lists.flat().flatMap((entry: object) => Object.keys(entry))];
}

function keysIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/"(\w+)"/g)].map(([, key = ""]) => key);
}
