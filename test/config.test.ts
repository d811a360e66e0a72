import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ConfigOverrides, loadConfig } from "../src/config.ts";
import { UsageError } from "../src/errors.ts";
import { errorOf, scratchDirectory, writeFiles } from "./support/project.ts";

/** A directory with a config file in JSON; none where it is undefined. */
function configured(config: object | undefined, files: Readonly<Record<string, string>> = {}): string {
  const json = config === undefined ? {} : { "migraph.config.json": JSON.stringify(config) };
  return writeFiles(scratchDirectory(), { ...json, ...files });
}

function load(cwd: string, overrides: ConfigOverrides = {}, environment: Record<string, string> = {}) {
  return loadConfig(cwd, overrides, environment);
}

describe("without a config file", () => {
  test("everything has its default, and no database is taken for granted", async () => {
    const root = scratchDirectory();
    expect(await load(root)).toEqual({
      file: undefined,
      directories: [join(root, "migrations")],
      schema: "migraph",
      folderName: "{created:YYYYMMDDHHmm}_{revision}_{slug}",
      templates: undefined,
      hooks: [],
      headsFile: undefined,
      root,
      lockTimeout: 5_000,
      statementTimeout: undefined,
      retries: 3,
      verify: false,
      driftIgnore: {},
      generate: {},
      locks: { allow: [], since: undefined },
      wait: 60_000,
      lock: "auto",
      environment: {},
      url: undefined,
    });
  });
});

describe("a config file", () => {
  test("sets everything", async () => {
    const root = configured({
      $schema: "./anything.json",
      verify: true,
      locks: { allow: ["rename"], since: "3f2a" },
      url: "postgresql://localhost/app",
      directories: ["db/core", "db/billing"],
      schema: "history",
      folderName: "{revision}",
      templates: "db/templates",
      hooks: [["pg_format", "-i", "{file}"]],
      headsFile: "db/heads",
      dump: "db/schema.sql",
      scratch: "embedded:",
      drift: { ignore: { owners: true } },
      generate: { exclude: ["table public.cache_*"] },
      lockTimeout: "500ms",
      statementTimeout: "1min",
      wait: "0",
    });
    expect(await load(root)).toEqual({
      file: join(root, "migraph.config.json"),
      directories: [join(root, "db/core"), join(root, "db/billing")],
      schema: "history",
      folderName: "{revision}",
      templates: join(root, "db/templates"),
      hooks: [["pg_format", "-i", "{file}"]],
      headsFile: join(root, "db/heads"),
      root,
      lockTimeout: 500,
      statementTimeout: 60_000,
      retries: 3,
      verify: true,
      dump: join(root, "db/schema.sql"),
      scratch: { text: "embedded:", base: root, explicit: false },
      driftIgnore: { owners: true },
      generate: { exclude: ["table public.cache_*"] },
      locks: { allow: ["rename"], since: "3f2a" },
      wait: 0,
      waitToConnect: 0,
      lock: "auto",
      environment: {},
      url: { text: "postgresql://localhost/app", base: root, explicit: false },
    });
  });

  test("names a heads file for its own directories: for others it is left alone", async () => {
    const root = configured({ directories: ["db/a", "db/b"], headsFile: "heads" });
    const headsFileFor = async (...directories: readonly string[]) => (await load(root, { directories })).headsFile;
    expect(await headsFileFor()).toBe(join(root, "heads"));
    expect(await headsFileFor("db/b", "db/a")).toBe(join(root, "heads"));
    expect(await headsFileFor("db/a")).toBeUndefined();
    expect(await headsFileFor("db/a", "other")).toBeUndefined();
  });

  test("is found from a subfolder, and its paths start from where it lies", async () => {
    const root = configured({ directories: ["sql"], url: "embedded:./data" });
    const below = join(root, "src/deep");
    mkdirSync(below, { recursive: true });
    expect(await load(below)).toMatchObject({
      file: join(root, "migraph.config.json"),
      directories: [join(root, "sql")],
      url: { text: "embedded:./data", base: root },
    });
  });

  test("that is nearer wins, and what it leaves out does not come from the one above", async () => {
    const root = configured({ schema: "above", wait: "1s" }, { "app/migraph.config.json": '{ "schema": "below" }' });
    expect(await load(join(root, "app"))).toMatchObject({ schema: "below", wait: 60_000 });
  });

  test("may be named, wherever it is", async () => {
    const root = configured(
      { schema: "found" },
      { "ci/other.json": '{ "schema": "named", "directories": ["../sql"] }' },
    );
    expect(await load(root, { file: "ci/other.json" })).toMatchObject({
      file: join(root, "ci/other.json"),
      schema: "named",
      directories: [join(root, "sql")],
    });
    expect(await load(join(root, "ci"), { file: "other.json" })).toMatchObject({ schema: "named" });
  });

  test("that is named and not there is an error, not a default", async () => {
    const root = configured({ schema: "found" });
    for (const file of ["none.json", "."]) {
      const error = await errorOf(() => load(root, { file }));
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({
        code: "bad_config",
        exitCode: 2,
        message: `there is no config file ${join(root, file)}`,
        hint: "check --config: it names a file",
      });
    }
  });
});

describe("what is said on the command line", () => {
  test("wins, and its paths start from the working directory", async () => {
    const root = configured({ directories: ["sql"], schema: "file", url: "postgresql://file/app" });
    const below = join(root, "app");
    mkdirSync(below);
    const overrides = { directories: ["here", "../there"], url: "embedded:data", schema: "flag" };
    expect(await load(below, overrides, { DATABASE_URL: "postgresql://environment/app" })).toMatchObject({
      directories: [join(below, "here"), join(root, "there")],
      schema: "flag",
      url: { text: "embedded:data", base: below, explicit: true },
    });
  });

  test("may be nothing", async () => {
    const root = configured({ directories: ["sql"], schema: "file" });
    expect(await load(root, { directories: [], schema: undefined, url: undefined })).toMatchObject({
      directories: [join(root, "sql")],
      schema: "file",
      url: undefined,
    });
  });

  test("is taken at its word where it is an empty URL: no other database is used in silence", async () => {
    const root = configured({ url: "postgresql://file/app" });
    expect(await load(root, { url: "" })).toMatchObject({ url: { text: "", explicit: true } });
  });

  test("is checked as a config file is", async () => {
    const error = await errorOf(() => load(scratchDirectory(), { schema: "ä".repeat(32) }));
    expect(error).toMatchObject({ code: "bad_config", message: "the ledger's schema is longer than 63 bytes" });
  });
});

describe("the URL of the database", () => {
  const flag = "postgresql://flag/app";
  const file = "postgresql://file/app";
  const environment = "postgresql://environment/app";
  const dotEnv = "postgresql://dotenv/app";

  test.each([
    ["the command line", { flag, file, environment, dotEnv }, flag],
    ["the config file", { file, environment, dotEnv }, file],
    ["the environment", { environment, dotEnv }, environment],
    [".env", { dotEnv }, dotEnv],
    ["the environment, where that of the config file is empty", { file: "", environment }, environment],
    [".env, where the environment's is empty", { environment: "", dotEnv }, dotEnv],
    ["nowhere, where all are empty", { file: "", environment: "", dotEnv: "" }, undefined],
  ])(
    "comes from %s",
    async (_, given: Partial<Record<"flag" | "file" | "environment" | "dotEnv", string>>, expected) => {
      const root = configured(
        given.file === undefined ? undefined : { url: given.file },
        given.dotEnv === undefined ? {} : { ".env": `DATABASE_URL=${given.dotEnv}\n` },
      );
      const variables = given.environment === undefined ? {} : { DATABASE_URL: given.environment };
      expect((await load(root, { url: given.flag }, variables)).url?.text).toBe(expected);
    },
  );

  test("leaves the PG* variables to be looked at", async () => {
    const root = configured(undefined, { ".env": "PGHOST=dotenv\nPGUSER=dotenv\n" });
    const { url, environment } = await load(root, {}, { PGHOST: "outside", PGDATABASE: "app" });
    expect(url).toBeUndefined();
    expect(environment).toEqual({ PGHOST: "outside", PGUSER: "dotenv", PGDATABASE: "app" });
  });
});

describe("directories", () => {
  test("are shown as seen from the working directory, where they lie in it", async () => {
    const root = configured({ directories: ["sql", ".", "../outside", "..within"] });
    const before = process.cwd();
    process.chdir(root);
    try {
      const { directories } = await load(".");
      expect(directories).toEqual(["sql", ".", join(root, "../outside"), "..within"]);
    } finally {
      process.chdir(before);
    }
  });

  test("are whole paths for a caller that works from elsewhere", async () => {
    const root = configured({ directories: ["sql"] });
    expect((await load(root)).directories).toEqual([join(root, "sql")]);
  });
});
