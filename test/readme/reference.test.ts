import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import { parseDatabaseUrl } from "../../src/database/url.ts";
import type { ExitCode, GraphErrorCode, MigraphError } from "../../src/errors.ts";
import { Migrator } from "../../src/migrator.ts";
import { DOWN_KEYS, UP_KEYS } from "../../src/revision/header.ts";
import { migraph } from "../support/cli.ts";
import { scratchDirectory } from "../support/project.ts";
import { blocks, codes, firstCodes, README, section, table } from "./document.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("the reference in the README", () => {
  it("begins with the graph as migraph draws it", async () => {
    const { stdout } = await migraph(["--dir", "sql/example", "history", "--graph"], { cwd: ROOT });
    const [picture] = blocks(README.slice(0, README.indexOf("\n## ")));
    expect(picture?.text).toBe(stdout);
  });

  it("lists every command as its help calls it, and no other", async () => {
    const helps = await Promise.all(COMMANDS.map(({ name }) => help(name)));
    const usages = helps.map((text) => /^ {2}\$ migraph (.*?)(?: \[options\])?$/m.exec(text)?.[1]);
    expect(firstCodes(section("Commands"), "command")).toEqual(usages);
  });

  it("names every alias of a command", () => {
    for (const { name, aliases = [] } of COMMANDS)
      expect(codes(row(name)[1] ?? "")).toEqual(expect.arrayContaining([...aliases]));
  });

  it.each(COMMANDS.map(({ name }) => name))("lists every option of %s, and no other", async (name) => {
    const common = optionsIn(await help());
    const own = optionsIn(await help(name)).filter((option) => !common.includes(option));
    expect(new Set(codes(row(name)[2] ?? ""))).toEqual(new Set(own));
  });

  it("lists every option that all commands have", async () => {
    expect(firstCodes(section("Commands"), "option")).toEqual(optionsIn(await help()));
  });

  it("lists every header key with the file that it belongs in", () => {
    const listed = (file: string) =>
      table(section("Revision folders"), "key")
        .filter(([, files]) => files?.split(", ").includes(file))
        .map(([key = ""]) => codes(key)[0]);
    expect(new Set(listed("up.sql"))).toEqual(new Set(UP_KEYS));
    expect(new Set(listed("down.sql"))).toEqual(new Set(DOWN_KEYS));
  });

  it("lists every exit code", () => {
    const all: Readonly<Record<ExitCode | 0, true>> = { 0: true, 1: true, 2: true, 3: true, 4: true, 5: true, 6: true };
    expect(firstCodes(section("Exit codes"), "code")).toEqual(Object.keys(all));
  });

  it("lists every key of the configuration", async () => {
    const all: Readonly<Record<keyof Config, true>> = {
      directories: true,
      url: true,
      schema: true,
      folderName: true,
      templates: true,
      hooks: true,
      headsFile: true,
      lockTimeout: true,
      statementTimeout: true,
      retries: true,
      role: true,
      verify: true,
      locks: true,
      wait: true,
      lock: true,
      scratch: true,
      dump: true,
      drift: true,
      generate: true,
    };
    expect(firstCodes(section("Configuration"), "key")).toEqual(Object.keys(all));
  });

  it("gives the defaults of the configuration", async () => {
    const { directories, schema, folderName, lockTimeout, wait, lock } = await loadConfig(scratchDirectory(), {}, {});
    const defaults = Object.fromEntries(
      table(section("Configuration"), "key").map(([key = "", value = ""]) => [codes(key)[0], codes(value)[0]]),
    );
    expect(defaults["directories"]).toBe(JSON.stringify(directories.map((path) => path.split("/").at(-1))));
    expect(defaults["schema"]).toBe(JSON.stringify(schema));
    expect(defaults["folderName"]).toBe(JSON.stringify(folderName));
    expect(defaults["lockTimeout"]).toBe(JSON.stringify(`${lockTimeout / 1000}s`));
    expect(defaults["wait"]).toBe(JSON.stringify(`${wait / 1000}s`));
    expect(defaults["lock"]).toBe(JSON.stringify(lock));
  });

  it("lists every parameter of a URL", () => {
    const hint = thrown(() => parseDatabaseUrl("postgresql://host/?unheard_of=1", {}))?.hint;
    const known = hint?.replace("the known ones are ", "").split(", ") ?? [];
    const [sentence = ""] = /URL parameters are those of libpq: [^.]*\./.exec(section("Configuration")) ?? [];
    expect(codes(sentence)).toEqual(known);
  });

  it("gives forms of the URL that are understood", () => {
    const urls = firstCodes(section("Configuration"), "URL").filter((url) => url.startsWith("postgres"));
    expect(urls.length).toBeGreaterThan(2);
    for (const url of urls) expect(parseDatabaseUrl(url.replace("…", "host/database"), {}).database).toBe("database");
  });

  it("names the reasons why an address has no answer", () => {
    const named: readonly GraphErrorCode[] = [
      "multiple_heads",
      "ambiguous_prefix",
      "ambiguous_current",
      "ambiguous_walk",
      "unknown_revision",
    ];
    for (const code of named) expect(section("Addresses")).toContain(`\`${code}\``);
  });

  it("lists every operation of the library", () => {
    const [sentence = ""] = /A migrator has the operations [^.]*\./.exec(section("Library")) ?? [];
    const operations = Object.getOwnPropertyNames(Migrator.prototype).filter((name) => name !== "constructor");
    expect(new Set(codes(sentence))).toEqual(new Set(operations));
  });

  it("says why there is each dependency", () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      readonly dependencies: object;
      readonly peerDependencies: object;
    };
    const licences = readFileSync(join(ROOT, "dist/LICENSES.txt"), "utf8");
    const bundled = [...licences.matchAll(/^# (\S+)$/gm)].map(([, name]) => name);
    const listed = firstCodes(section("Dependencies"), "package");
    const needed = [...Object.keys(dependencies), ...Object.keys(peerDependencies), ...bundled];
    expect(new Set(listed)).toEqual(new Set(needed));
  });

  it("lists the tables of the ledger", () => {
    const ledger = readFileSync(join(ROOT, "sql/ledger/0001_ledger/up.sql"), "utf8");
    const made = [...ledger.matchAll(/^create table (\w+)/gm)].map(([, name]) => name);
    expect(firstCodes(section("The ledger"), "table")).toEqual(made);
  });

  it("is as wide as a window, but for its tables, which are aligned", () => {
    const lines = README.split("\n");
    for (const [index, line] of lines.entries()) {
      if (!line.startsWith("|")) expect(line.length, line).toBeLessThanOrEqual(120);
      else if (lines[index - 1]?.startsWith("|")) expect(line.length, line).toBe(lines[index - 1]?.length);
    }
  });

  it("links only to sections that it has", () => {
    const anchors = [...README.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title.toLowerCase().replace(/ /g, "-"));
    for (const [, target = ""] of README.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(target);
  });
});

function row(name: string): readonly string[] {
  const found = table(section("Commands"), "command").find(([cell = ""]) => codes(cell)[0]?.split(" ")[0] === name);
  return found ?? [];
}

async function help(...command: readonly string[]): Promise<string> {
  const { stdout } = await migraph([...command, "--help"], { cwd: ROOT });
  return stdout;
}

/** Long names, as the help lists them. */
function optionsIn(text: string): readonly string[] {
  const [, list = ""] = /^Options:\n(.*?)\n\n/ms.exec(`${text}\n\n`) ?? [];
  return [...list.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm)].map(([, name = ""]) => name);
}

function thrown(call: () => unknown): MigraphError | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return error as MigraphError;
  }
}
