import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseEnv } from "node:util";
import type { Environment } from "./database/url.ts";
import { DURATION_FORM, parseDuration } from "./duration.ts";
import { UsageError } from "./errors.ts";
import { nearest } from "./near.ts";
import { DEFAULT_FOLDER_NAME } from "./revision/name.ts";

/** What a config file may say. */
export interface Config {
  /** Where the database is: postgresql://… or embedded:PATH (relative to the config file). */
  url?: string | undefined;
  /** Folders that hold the revisions, relative to the config file. Default: `migrations`. */
  directories?: readonly string[];
  /** Schema of the ledger. Default: `migraph`. */
  schema?: string;
  /** Name of a new revision's folder. Default: `{created:YYYYMMDDHHmm}_{revision}_{slug}`. */
  folderName?: string;
  /** How long a script waits for a lock, such as `5s` (the default); `0` for ever. */
  lockTimeout?: string;
  /** How long a statement may run; the role's own setting unless given. */
  statementTimeout?: string;
  /** How long to wait for another migraph. Default: `60s`. */
  wait?: string;
}

export interface ResolvedConfig {
  /** The config file; undefined where there is none. */
  readonly file: string | undefined;
  /** As people see them: relative to the working directory where they lie in it. */
  readonly directories: readonly string[];
  readonly schema: string;
  readonly folderName: string;
  /** Milliseconds. */
  readonly lockTimeout: number;
  readonly statementTimeout: number | undefined;
  readonly wait: number;
  /** The process's environment over what `.env` says. */
  readonly environment: Environment;
  /** Undefined: the PG* variables, if any of them names a database. */
  readonly url: DatabaseUrl | undefined;
}

export interface DatabaseUrl {
  readonly text: string;
  /** What a relative path in it starts from. */
  readonly base: string;
  /** Said on the command line or in the library call, not only found lying there. */
  readonly explicit: boolean;
}

/** What flags and library calls lay over the config file. */
export interface ConfigOverrides {
  readonly file?: string | undefined;
  readonly directories?: readonly string[] | undefined;
  readonly url?: string | undefined;
  readonly schema?: string | undefined;
}

type ConfigSource = Config | ((context: { readonly environment: Environment }) => Config | Promise<Config>);

/** For a config file in TypeScript or JavaScript: gives it its types, and hands it back. */
export function defineConfig(config: ConfigSource): ConfigSource {
  return config;
}

const FILE_NAMES = ["ts", "mts", "js", "mjs", "json"].map((extension) => `migraph.config.${extension}`);
export const DEFAULT_DIRECTORY = "migrations";

/** Flags over environment over config file over defaults; for the URL the config file comes before the environment. */
export async function loadConfig(
  cwd: string,
  overrides: ConfigOverrides,
  processEnvironment: Environment,
): Promise<ResolvedConfig> {
  const file = overrides.file === undefined ? findConfigFile(cwd) : existingFile(resolve(cwd, overrides.file));
  const root = file === undefined ? cwd : dirname(file);
  const environment = { ...readDotEnv(root), ...definedOnly(processEnvironment) };
  const config = file === undefined ? {} : checkConfig(await readConfigFile(file, environment), file);
  const directories =
    overrides.directories?.map((path) => resolve(cwd, path)) ??
    (config.directories ?? [DEFAULT_DIRECTORY]).map((path) => resolve(root, path));
  return {
    file,
    directories: withoutNested(directories).map((path) => shown(path, cwd)),
    schema: overrides.schema ?? config.schema ?? "migraph",
    folderName: config.folderName ?? DEFAULT_FOLDER_NAME,
    lockTimeout: duration(config, "lockTimeout", file) ?? 5_000,
    statementTimeout: duration(config, "statementTimeout", file),
    wait: duration(config, "wait", file) ?? 60_000,
    environment,
    url: databaseUrl(),
  };

  function databaseUrl(): DatabaseUrl | undefined {
    if (overrides.url !== undefined) return { text: overrides.url, base: cwd, explicit: true };
    if (config.url) return { text: config.url, base: root, explicit: false };
    const text = environment["DATABASE_URL"];
    return text ? { text, base: root, explicit: false } : undefined;
  }
}

/** The nearest config file from here upwards; a directory with two is an error, since either could be meant. */
function findConfigFile(cwd: string): string | undefined {
  for (let directory = cwd; ; directory = dirname(directory)) {
    const found = FILE_NAMES.filter((name) => existsSync(join(directory, name)));
    const manifest = join(directory, "package.json");
    if (hasPackageKey(manifest)) found.push("package.json");
    const [only, second] = found;
    if (only !== undefined && second !== undefined) {
      throw badConfig(
        `${directory} has two configurations, ${only} and ${second}`,
        "keep one, or choose with --config",
      );
    }
    if (only !== undefined) return join(directory, only);
    if (directory === dirname(directory)) return undefined;
  }
}

function hasPackageKey(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const text = readFileSync(manifest, "utf8");
  if (!text.includes('"migraph"')) return false;
  try {
    const key = (JSON.parse(text) as { migraph?: unknown }).migraph;
    return typeof key === "object" && key !== null;
  } catch {
    return false;
  }
}

function existingFile(path: string): string {
  if (existsSync(path)) return path;
  throw badConfig(`there is no config file ${path}`, "check --config");
}

async function readConfigFile(file: string, environment: Environment): Promise<unknown> {
  if (file.endsWith(".json")) {
    const parsed = parseJson(file);
    return file.endsWith("package.json") ? (parsed as { migraph?: unknown }).migraph : parsed;
  }
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
    const source = module.default;
    if (source === undefined) throw badConfig(`${file} exports nothing as default`, "write `export default { … }`");
    return typeof source === "function" ? await (source as (context: object) => unknown)({ environment }) : source;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw badConfig(`${file} cannot be loaded: ${(error as Error).message}`, "run it with node to see where it fails");
  }
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw badConfig(`${file} is not JSON: ${(error as Error).message}`, "check commas and quotes");
  }
}

const KEYS: Readonly<Record<keyof Config, "text" | "list">> = {
  url: "text",
  directories: "list",
  schema: "text",
  folderName: "text",
  lockTimeout: "text",
  statementTimeout: "text",
  wait: "text",
};

function checkConfig(value: unknown, file: string): Config {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badConfig(`${file} does not hold an object`, `its keys are ${Object.keys(KEYS).join(", ")}`);
  }
  for (const [key, setting] of Object.entries(value)) {
    if (key === "$schema") continue;
    if (!Object.hasOwn(KEYS, key)) {
      const [near] = nearest(key, Object.keys(KEYS));
      const known = `the keys are ${Object.keys(KEYS).join(", ")}`;
      throw badConfig(
        `${file}: unknown key ${JSON.stringify(key)}`,
        near === undefined ? known : `did you mean ${near}?`,
      );
    }
    const isText = typeof setting === "string" && setting !== "";
    const isList =
      Array.isArray(setting) && setting.length > 0 && setting.every((item) => typeof item === "string" && item !== "");
    if (setting === undefined || (KEYS[key as keyof Config] === "list" ? isList : isText)) continue;
    // A URL from an unset variable may well be empty; the environment is looked at next.
    if (key === "url" && setting === "") continue;
    throw badConfig(
      `${file}: ${key} is not ${KEYS[key as keyof Config] === "list" ? "a list of texts" : "a text"}`,
      "see the README, Configuration",
    );
  }
  return value as Config;
}

function duration(
  config: Config,
  key: "lockTimeout" | "statementTimeout" | "wait",
  file: string | undefined,
): number | undefined {
  const text = config[key];
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw badConfig(`${file}: ${key} ${JSON.stringify(text)} is not a duration`, DURATION_FORM);
}

/** Only what concerns the database is taken: a file that came with a checkout sets nothing else. */
function readDotEnv(root: string): Environment {
  const path = join(root, ".env");
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return {};
  const parsed = parseEnv(readFileSync(path, "utf8"));
  return Object.fromEntries(
    Object.entries(parsed).filter(([name]) => name === "DATABASE_URL" || /^PG[A-Z]+(_[A-Z]+)*$/.test(name)),
  );
}

function definedOnly(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
}

/** Without those that lie in another one of the list, which would be read twice. */
function withoutNested(paths: readonly string[]): readonly string[] {
  return paths.filter((path, index) =>
    paths.every((other, at) => at === index || (other === path ? at > index : !isWithin(path, other))),
  );
}

function isWithin(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}

function shown(path: string, cwd: string): string {
  const way = relative(cwd, path);
  // Only from the process's own working directory does a relative path lead there.
  if (cwd !== process.cwd() || way.startsWith("..")) return path;
  return way === "" ? "." : way;
}

function badConfig(message: string, hint: string): UsageError {
  return new UsageError(message, { code: "bad_config", hint });
}
