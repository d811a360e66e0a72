import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDotEnv } from "../../src/config/dotenv.ts";
import { configFilesIn } from "../../src/config/find.ts";
import { defineConfig, loadConfig } from "../../src/config.ts";
import { errorOf, scratchDirectory, withoutPrivileges, writeFiles } from "../support/project.ts";

const SECRET = "canary-9Zt4";

async function load(files: Readonly<Record<string, string>>, environment: Record<string, string> = {}) {
  return loadConfig(writeFiles(scratchDirectory(), files), {}, environment);
}

async function refusal(files: Readonly<Record<string, string>>): Promise<{ message: string; hint: string }> {
  const root = writeFiles(scratchDirectory(), files);
  const error = await errorOf(() => loadConfig(root, {}, {}));
  expect(error).toMatchObject({ code: "bad_config", exitCode: 2 });
  const { message, hint } = error as unknown as { message: string; hint: string };
  expect(`${message}${hint}`).not.toContain(SECRET);
  expect(`${message}${hint}`).not.toContain("\n");
  expect(hint).not.toBe("");
  return { message: message.replaceAll(`${root}/`, ""), hint };
}

describe("a configuration may be", () => {
  test.each([
    [
      "TypeScript",
      { "migraph.config.ts": 'const schema: string = "s";\nexport default { schema } satisfies object;\n' },
    ],
    ["an ES module in TypeScript", { "migraph.config.mts": 'export default { schema: "s" as string };\n' }],
    [
      "JavaScript",
      { "package.json": '{ "type": "module" }', "migraph.config.js": 'export default { schema: "s" };\n' },
    ],
    ["an ES module in JavaScript", { "migraph.config.mjs": 'export default { schema: "s" };\n' }],
    [
      "CommonJS",
      { "package.json": '{ "type": "commonjs" }', "migraph.config.js": 'module.exports = { schema: "s" };\n' },
    ],
    ["JSON", { "migraph.config.json": '{ "schema": "s" }' }],
    ["JSON with a byte order mark", { "migraph.config.json": '\ufeff{ "schema": "s" }' }],
    ["a key of package.json", { "package.json": '{ "name": "app", "migraph": { "schema": "s" } }' }],
    ["a function", { "migraph.config.mjs": 'export default () => ({ schema: "s" });\n' }],
    ["a function that takes its time", { "migraph.config.mjs": 'export default async () => ({ schema: "s" });\n' }],
    ["a promise", { "migraph.config.mjs": 'export default Promise.resolve({ schema: "s" });\n' }],
    [
      "an object with keys that are not set",
      { "migraph.config.mjs": 'export default { schema: "s", wait: undefined };\n' },
    ],
  ])("%s", async (_, files: Record<string, string>) => {
    expect(await load(files)).toMatchObject({ schema: "s", wait: 60_000 });
  });

  test("a function of the environment, which has what .env says in it", async () => {
    const source =
      'export default (context) => ({ url: "postgresql://" + context.environment.PGUSER + "@" + context.environment.HOST + "/app" });\n';
    const { url } = await load({ "migraph.config.mjs": source, ".env": "PGUSER=dotenv\n" }, { HOST: "outside" });
    expect(url?.text).toBe("postgresql://dotenv@outside/app");
  });

  test("written with defineConfig, which hands back what it is given", () => {
    const config = { schema: "s" };
    const source = () => config;
    expect(defineConfig(config)).toBe(config);
    expect(defineConfig(source)).toBe(source);
  });
});

describe("a configuration that cannot be taken is told with its file, and what to do", () => {
  test.each<[string, Record<string, string>, string, string]>([
    [
      "two files",
      { "migraph.config.json": "{}", "migraph.config.ts": "" },
      "has 2 configurations: migraph.config.ts and migraph.config.json",
      "keep one, or choose with --config",
    ],
    [
      "a file beside the key of package.json",
      { "migraph.config.json": "{}", "package.json": '{ "migraph": {} }' },
      "has 2 configurations: migraph.config.json and package.json",
      "keep one, or choose with --config",
    ],
    [
      "a misspelt key",
      { "migraph.config.json": '{ "directory": ["x"] }' },
      'unknown key "directory"',
      "did you mean directories?",
    ],
    [
      "a key of nobody's",
      { "migraph.config.json": '{ "colour": 1 }' },
      'unknown key "colour"',
      "the keys are url, directories",
    ],
    [
      "a key in package.json",
      { "package.json": '{ "migraph": { "Url": "" } }' },
      'package.json: unknown key "Url"',
      "did you mean url?",
    ],
    ["a hostile key", { "migraph.config.json": '{ "__proto__": 1 }' }, 'unknown key "__proto__"', "the keys are"],
    [
      "a list",
      { "migraph.config.json": "[]" },
      "migraph.config.json does not hold an object",
      "write { … } with the keys url",
    ],
    ["null", { "migraph.config.json": "null" }, "migraph.config.json does not hold an object", "write { … }"],
    [
      "a key of package.json that is a text",
      { "package.json": '{ "migraph": "x" }' },
      "package.json does not hold an object",
      "write",
    ],
    [
      "no default export",
      { "migraph.config.mjs": "export const schema = 1;\n" },
      "migraph.config.mjs gives no configuration",
      "export default",
    ],
    [
      "a function of nothing",
      { "migraph.config.mjs": "export default () => undefined;\n" },
      "gives no configuration",
      "export default",
    ],
    [
      "directories as a text",
      { "migraph.config.json": '{ "directories": "x" }' },
      "directories is not a list of paths",
      'write ["migrations"]',
    ],
    [
      "no directories",
      { "migraph.config.json": '{ "directories": [] }' },
      "directories is not a list of paths",
      'write ["migrations"]',
    ],
    [
      "a nameless directory",
      { "migraph.config.json": '{ "directories": ["x", ""] }' },
      "directories is not a list",
      "write",
    ],
    ["a number for a URL", { "migraph.config.json": '{ "url": 5432 }' }, "url is not a text", "embedded:PATH"],
    ["null for a URL", { "migraph.config.json": '{ "url": null }' }, "url is not a text", "embedded:PATH"],
    ["an empty schema", { "migraph.config.json": '{ "schema": "" }' }, "schema is not a text", "migraph"],
    [
      "a long schema",
      { "migraph.config.json": `{ "schema": "${"x".repeat(64)}" }` },
      "schema is longer than 63 bytes",
      "shorter",
    ],
    [
      "a schema with a NUL",
      { "migraph.config.json": '{ "schema": "a\\u0000b" }' },
      "schema has a NUL in it",
      "plain name",
    ],
    [
      "a duration without a unit",
      { "migraph.config.json": '{ "wait": "5" }' },
      'wait "5" is not a duration',
      "a number and a unit",
    ],
    [
      "a hook that is one text",
      { "migraph.config.json": '{ "hooks": ["pg_format -i"] }' },
      "hooks has no list of texts at place 1",
      '[["pg_format", "-i", "{file}"]]',
    ],
    [
      "a hook without a program",
      { "migraph.config.json": '{ "hooks": [["true"], []] }' },
      "hooks has no list of texts at place 2",
      "the program and its arguments",
    ],
    [
      "an empty heads file",
      { "migraph.config.json": '{ "headsFile": "" }' },
      "headsFile is not a path",
      "migrations/heads",
    ],
    [
      "a list of templates",
      { "migraph.config.json": '{ "templates": ["a"] }' },
      "templates is not a path",
      '"templates"',
    ],
    [
      "a duration as a number",
      { "migraph.config.json": '{ "lockTimeout": 5000 }' },
      "lockTimeout 5000 is not a duration",
      "a unit",
    ],
    [
      "a list for a duration",
      { "migraph.config.json": '{ "statementTimeout": [] }' },
      "statementTimeout is not a duration",
      "a unit",
    ],
    [
      "a template with an unknown part",
      { "migraph.config.json": '{ "folderName": "{id}" }' },
      "folderName cannot be taken: the folder name template has an unknown part {id}",
      "the default is {created:YYYYMMDDHHmm}_{revision}_{slug}",
    ],
    [
      "a template that is no text",
      { "migraph.config.json": '{ "folderName": 1 }' },
      "folderName is not a text",
      "{revision}",
    ],
  ])("%s", async (_, files, message, hint) => {
    const told = await refusal(files);
    expect(told.message).toContain(message);
    expect(told.hint).toContain(hint);
  });

  test.each([
    ["a comma too many", `{ "url": "postgresql://u:${SECRET}@h/d", }`],
    ["a quote too few", `{ "url": "postgresql://u:${SECRET}@h/d }`],
    ["a quote too many", `{ "url": "postgresql://u:"${SECRET}@h/d" }`],
    ["a comment", `{ // ${SECRET}\n "schema": "s" }`],
    ["words", `${SECRET}`],
    ["nothing", ""],
  ])("JSON with %s, without a word of what is in it", async (_, text) => {
    const told = await refusal({ "migraph.config.json": text });
    expect(told.message).toMatch(/^migraph\.config\.json is not JSON: [A-Z]/);
    expect(told.hint).toContain("check commas and quotes");
    expect((await refusal({ "package.json": `{\n  "migraph": { "url": "${SECRET}", }\n}` })).message).toMatch(
      /^package\.json is not JSON: /,
    );
  });

  test.each([
    ["an error", 'throw new Error("no such\\nthing");', "migraph.config.mjs:2 cannot be loaded: no such"],
    [
      "an error of a function",
      'export default () => { throw new Error("no"); };',
      "migraph.config.mjs:2 cannot be loaded: no",
    ],
    ["a text", 'throw "words";', "migraph.config.mjs cannot be loaded: words"],
    ["null", "throw null;", "migraph.config.mjs cannot be loaded: null"],
    ["a promise that fails", 'export default Promise.reject(new Error("late"));', "cannot be loaded: late"],
  ])("a module that throws %s", async (_, statement, message) => {
    const told = await refusal({ "migraph.config.mjs": `const url = "${SECRET}";\n${statement}\n` });
    expect(told.message).toContain(message);
    expect(told.hint).toBe("run it with node to see where it fails");
  });

  test("a module that is no JavaScript", async () => {
    const told = await refusal({ "migraph.config.mjs": `export default { url: "${SECRET}" ;;\n` });
    expect(told.message).toMatch(/^migraph\.config\.mjs(?::\d+)? cannot be loaded: /);
  });

  test("a module that imports what is not installed", async () => {
    const told = await refusal({ "migraph.config.mjs": 'import "no-such-package-anywhere";\n' });
    expect(told.message).toMatch(/^migraph\.config\.mjs(?::\d+)? cannot be loaded: .*no-such-package-anywhere/);
    expect(told.hint).toContain("install what it imports in this project");
  });

  test("a file of a kind that nobody reads", async () => {
    const root = writeFiles(scratchDirectory(), { "migraph.yaml": "schema: s\n", "package.json": "{}" });
    const yaml = await errorOf(() => loadConfig(root, { file: "migraph.yaml" }, {}));
    expect(yaml).toMatchObject({
      code: "bad_config",
      message: expect.stringContaining("its name ends in none of .ts,"),
    });
    const manifest = await errorOf(() => loadConfig(root, { file: "package.json" }, {}));
    expect(manifest).toMatchObject({
      message: `${join(root, "package.json")} has no key "migraph"`,
      hint: expect.stringContaining("--config"),
    });
  });
});

describe("no configuration is", () => {
  test.each([
    ["a package.json without the key", { "package.json": '{ "dependencies": { "migraph": "1.0.0" } }' }],
    [
      "a package.json that is broken, and not about migraph",
      { "package.json": '{ "dependencies": { "migraph": "1", } }' },
    ],
    ["a file of another name", { "migraph.json": '{ "schema": "s" }', "migraph.config.yaml": "schema: s" }],
  ])("%s", async (_, files: Record<string, string>) => {
    expect(await load(files)).toMatchObject({ file: undefined, schema: "migraph" });
  });

  test("a directory that is called like one", async () => {
    const root = scratchDirectory();
    for (const name of ["migraph.config.ts", "package.json"]) mkdirSync(join(root, name));
    expect(configFilesIn(root)).toEqual([]);
    expect(await loadConfig(root, {}, {})).toMatchObject({ file: undefined });
  });

  test("a link that leads nowhere or to itself", () => {
    const root = scratchDirectory();
    symlinkSync("nowhere", join(root, "migraph.config.json"));
    symlinkSync("package.json", join(root, "package.json"));
    expect(configFilesIn(root)).toEqual([]);
  });
});

describe(".env", () => {
  test("is read for what concerns the database, and for nothing else", () => {
    const root = writeFiles(scratchDirectory(), {
      ".env": [
        "\ufeff# comment",
        "DATABASE_URL='postgresql://u:p#1@h/d'",
        "export PGHOST=localhost",
        "PGAPPNAME=app",
        "PGCONNECT_TIMEOUT=5",
        "PATH=/hostile",
        "NODE_OPTIONS=--require=/hostile.js",
        "LD_PRELOAD=/hostile.so",
        "HOME=/hostile",
        "pghost=hostile",
        "XPGHOST=hostile",
        "PG=hostile",
        "DATABASE_URL_2=hostile",
        "__proto__=hostile",
        "not a line of it",
      ].join("\r\n"),
    });
    expect(readDotEnv(root)).toEqual({
      DATABASE_URL: "postgresql://u:p#1@h/d",
      PGHOST: "localhost",
      PGAPPNAME: "app",
      PGCONNECT_TIMEOUT: "5",
    });
  });

  test("may be missing, or be a directory", () => {
    const root = scratchDirectory();
    expect(readDotEnv(root)).toEqual({});
    mkdirSync(join(root, ".env"));
    expect(readDotEnv(root)).toEqual({});
  });

  test("lies beside the config file, not in the working directory", async () => {
    const root = writeFiles(scratchDirectory(), {
      "migraph.config.json": "{}",
      ".env": "PGHOST=beside\n",
      "app/.env": "PGHOST=here\n",
    });
    expect((await loadConfig(join(root, "app"), {}, {})).environment).toEqual({ PGHOST: "beside" });
    rmSync(join(root, "migraph.config.json"));
    expect((await loadConfig(join(root, "app"), {}, {})).environment).toEqual({ PGHOST: "here" });
  });

  test.skipIf(process.platform === "win32")("that cannot be read is an error: another database might be meant", () => {
    const root = writeFiles(scratchDirectory(), { ".env": "DATABASE_URL=x\n" });
    chmodSync(root, 0o755);
    chmodSync(join(root, ".env"), 0o000);
    expect(() => withoutPrivileges(() => readDotEnv(root))).toThrow(`${join(root, ".env")} cannot be read (EACCES)`);
  });

  test("in a circle of links is an error too", () => {
    const root = scratchDirectory();
    symlinkSync(".env", join(root, ".env"));
    expect(() => readDotEnv(root)).toThrow(`${join(root, ".env")} cannot be read (ELOOP)`);
  });
});
