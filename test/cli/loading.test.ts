import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project, scratchDirectory } from "../support/project.ts";

/** The code that a command line loads, all files together; known from the runtime's own account of coverage. */
async function loadedBy(
  command: string,
  env: Readonly<Record<string, string>> = {},
  root = project([{ id: "first" }]),
): Promise<string> {
  const coverage = scratchDirectory();
  const { code } = await migraph(command.split(" "), { cwd: root, env: { ...env, NODE_V8_COVERAGE: coverage } });
  expect([command, code]).toEqual([command, 0]);
  const reports = readdirSync(coverage).map((name) => JSON.parse(readFileSync(join(coverage, name), "utf8")) as Report);
  const urls = reports.flatMap(({ result }) => result.map(({ url }) => url)).filter((url) => url.startsWith("file:"));
  return urls.map((url) => readFileSync(fileURLToPath(url), "utf8")).join("\n");
}

interface Report {
  readonly result: readonly { readonly url: string }[];
}

/** The parser's program, without which it parses nothing. */
const PARSER = /libpg-query\.wasm/;
/** Names of SQL files that only the code for databases asks for. */
const DATABASE = /\b(catalogue|record)\/\w+\.sql/;
const FILES = /\breaddirSync\b/;

test("what tells commands apart is there: status loads the code for databases, heads that for files", async () => {
  const { url } = await freshDatabase();
  expect(await loadedBy("status", { DATABASE_URL: url })).toMatch(DATABASE);
  expect(await loadedBy("heads")).toMatch(FILES);
});

test.each(["--help", "--version"])("%s loads no code for files or databases", async (option) => {
  const code = await loadedBy(option);
  expect(code).not.toMatch(FILES);
  expect(code).not.toMatch(DATABASE);
});

test.each([
  "heads",
  "bases",
  "branches",
  "check",
  "new more",
  "upgrade --help",
  "init",
  "merge --help",
  "__complete -- upgrade f",
])("%s loads no code for databases", async (command) => {
  expect(await loadedBy(command)).not.toMatch(DATABASE);
});

test("status parses nothing where the files are those that ran, however many there are", async () => {
  const root = project([
    { id: "first", up: "do $$ begin null; end $$;" },
    { id: "second", parents: ["first"], verify: "select true;" },
  ]);
  const env = { DATABASE_URL: (await freshDatabase()).url };
  expect(await loadedBy("upgrade", env, root)).toMatch(PARSER);
  expect(await loadedBy("status", env, root)).not.toMatch(PARSER);
  appendFileSync(join(root, "migrations/first/up.sql"), "select 1;\n");
  expect(await loadedBy("status", env, root)).toMatch(PARSER);
});

test("the layout of pictures is loaded for svg and html alone", async () => {
  const layout = /d3dagBuiltin/;
  for (const format of ["text", "mermaid", "dot", "json"]) {
    expect(await loadedBy(`graph --format ${format}`)).not.toMatch(layout);
  }
  for (const format of ["svg", "html"]) expect(await loadedBy(`graph --format ${format}`)).toMatch(layout);
});
