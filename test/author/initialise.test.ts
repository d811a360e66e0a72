import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { initialise } from "../../src/author/initialise.ts";
import { loadConfig } from "../../src/config.ts";
import { MigraphError } from "../../src/errors.ts";
import { errorOf, scratchDirectory, writeFiles } from "../support/project.ts";

describe("a new project", () => {
  test("is a config file and a directory, which the config file names", async () => {
    const root = scratchDirectory();
    expect(await initialise(root)).toEqual({
      made: ["migrations/", "migraph.config.json"],
      kept: [],
      directory: "migrations",
    });
    expect(readdirSync(root)).toEqual(["migraph.config.json", "migrations"]);
    expect(readFileSync(join(root, "migraph.config.json"), "utf8")).toBe(
      '{\n  "directories": [\n    "migrations"\n  ]\n}\n',
    );
    expect((await loadConfig(root, {}, {})).directories).toEqual([join(root, "migrations")]);
  });

  test.each([
    ["db/sql", "db/sql"],
    ["./db//sql/", "db/sql"],
    [".", "."],
    ["app/../sql", "sql"],
  ])("may have its revisions in %s", async (directory, named) => {
    const root = scratchDirectory();
    expect((await initialise(root, directory)).directory).toBe(named);
    expect((await loadConfig(root, {}, {})).directories).toEqual([join(root, named)]);
    expect(existsSync(join(root, named))).toBe(true);
  });

  test("may be given an absolute path, and names it as seen from the config file", async () => {
    const root = scratchDirectory();
    mkdirSync(join(root, "app"));
    expect(await initialise(join(root, "app"), join(root, "sql"))).toMatchObject({ directory: "../sql" });
    expect((await loadConfig(join(root, "app"), {}, {})).directories).toEqual([join(root, "sql")]);
  });

  test("keeps a directory that is there, with all that is in it", async () => {
    const root = writeFiles(scratchDirectory(), { "migrations/a/up.sql": "old" });
    expect(await initialise(root)).toMatchObject({ made: ["migraph.config.json"], kept: ["migrations/"] });
    expect(readFileSync(join(root, "migrations/a/up.sql"), "utf8")).toBe("old");
  });

  test("may lie in another one", async () => {
    const root = scratchDirectory();
    await initialise(root);
    mkdirSync(join(root, "app"));
    expect(await initialise(join(root, "app"))).toMatchObject({ made: ["migrations/", "migraph.config.json"] });
  });
});

describe("a project that is configured already", () => {
  test("is left as it is by a second time", async () => {
    const root = scratchDirectory();
    await initialise(root, "sql");
    const before = readFileSync(join(root, "migraph.config.json"), "utf8");
    for (const directory of [undefined, "sql", "./sql/"]) {
      expect(await initialise(root, directory)).toEqual({
        made: [],
        kept: ["migraph.config.json", "sql/"],
        directory: "sql",
      });
    }
    expect(readFileSync(join(root, "migraph.config.json"), "utf8")).toBe(before);
    expect(readdirSync(root)).toEqual(["migraph.config.json", "sql"]);
  });

  test.each([
    ["migraph.config.ts", 'export default { directories: ["db/a", "db/b"] };'],
    ["migraph.config.mts", 'export default { directories: ["db/a", "db/b"] };'],
    ["migraph.config.js", 'export default { directories: ["db/a", "db/b"] };'],
    ["migraph.config.mjs", 'export default () => ({ directories: ["db/a", "db/b"] });'],
    ["migraph.config.json", '{ "directories": ["db/a", "db/b"] }'],
    ["package.json", '{ "migraph": { "directories": ["db/a", "db/b"] } }'],
  ])("by %s gets the directories that are missing, and no second configuration", async (file, text) => {
    const root = writeFiles(scratchDirectory(), { [file]: text, "db/b/keep": "" });
    expect(await initialise(root)).toEqual({ made: ["db/a/"], kept: [file, "db/b/"], directory: "db/a" });
    expect(readdirSync(root).sort()).toEqual(["db", file].sort());
    expect(readFileSync(join(root, file), "utf8")).toBe(text);
  });

  test("by a package.json that is about other things gets a config file", async () => {
    const root = writeFiles(scratchDirectory(), { "package.json": '{ "devDependencies": { "migraph": "1" } }' });
    expect(await initialise(root)).toMatchObject({ made: ["migrations/", "migraph.config.json"] });
  });

  test("is not given another directory in silence", async () => {
    const root = writeFiles(scratchDirectory(), { "migraph.config.json": '{ "directories": ["db/a", "db/b"] }' });
    const error = await errorOf(() => initialise(root, "other"));
    expect(error).toMatchObject({
      code: "configured",
      exitCode: 2,
      message: "migraph.config.json is there already, and has its revisions in db/a, db/b",
      hint: "name other in its directories; nothing was changed",
    });
    expect(readdirSync(root)).toEqual(["migraph.config.json"]);
  });

  test("wrongly is told so, and left as it is", async () => {
    const root = writeFiles(scratchDirectory(), { "migraph.config.json": '{ "dirs": ["x"] }' });
    expect(await errorOf(() => initialise(root))).toMatchObject({ code: "bad_config" });
    writeFiles(root, { "package.json": '{ "migraph": {} }' });
    expect((await errorOf(() => initialise(root))).message).toContain("has 2 configurations");
    expect(readdirSync(root).sort()).toEqual(["migraph.config.json", "package.json"]);
  });
});

describe("a place where a project cannot be set up is left as it was", () => {
  /** The refusal; and nothing was made. */
  async function refusal(root: string, directory?: string): Promise<MigraphError> {
    const before = readdirSync(root, { recursive: true });
    const error = await errorOf(() => initialise(root, directory));
    expect(error).toBeInstanceOf(MigraphError);
    expect(readdirSync(root, { recursive: true })).toEqual(before);
    return error as MigraphError;
  }

  test("where a file has the directory's name", async () => {
    const root = writeFiles(scratchDirectory(), { migrations: "" });
    expect((await refusal(root)).message).toBe("migrations is there already, and is no directory");
  });

  test("where the directory would lie in a file", async () => {
    const root = writeFiles(scratchDirectory(), { file: "" });
    expect(await refusal(root, "file/sql")).toMatchObject({
      code: "unwritable",
      exitCode: 2,
      message: "file/sql cannot be made (ENOTDIR)",
      hint: "check the path and its permissions",
    });
  });

  test("where the config file cannot be written, also when the directory could be made", async () => {
    const root = scratchDirectory();
    symlinkSync("no/such/place", join(root, "migraph.config.json"));
    expect((await refusal(root, "db/deep/sql")).message).toMatch(/^migraph\.config\.json cannot be made \(E[A-Z]+\)$/);
  });

  test("where nothing is", async () => {
    const root = writeFiles(scratchDirectory(), { file: "" });
    const error = await errorOf(() => initialise(join(root, "file")));
    expect(error).toMatchObject({ code: "unwritable" });
  });
});
