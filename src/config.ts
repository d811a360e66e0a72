import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { readDotEnv } from "./config/dotenv.ts";
import { badConfig } from "./config/fault.ts";
import { existingConfigFile, findConfigFile } from "./config/find.ts";
import type { GenerateScope } from "./config/generate.ts";
import { type Config, checkConfig, checkSchema } from "./config/keys.ts";
import { type ConfigSource, readConfigFile } from "./config/read.ts";
import type { Environment } from "./database/url.ts";
import { parseDuration } from "./duration.ts";
import type { LockChoice } from "./holder.ts";
import { DEFAULT_FOLDER_NAME } from "./revision/name.ts";
import type { DriftIgnore } from "./settings.ts";

export type { Config } from "./config/keys.ts";

export interface ResolvedConfig {
  /** The config file; undefined where there is none. */
  readonly file: string | undefined;
  /** As people see them: relative to the working directory where they lie in it. */
  readonly directories: readonly string[];
  readonly schema: string;
  readonly folderName: string;
  /** The folder with templates for new revisions. */
  readonly templates: string | undefined;
  readonly hooks: readonly (readonly string[])[];
  /** Undefined too where other directories than those of the config file were asked for: it is about these. */
  readonly headsFile: string | undefined;
  /** Where hooks run: the folder of the config file, else the working directory. */
  readonly root: string;
  /** Milliseconds. */
  readonly lockTimeout: number;
  readonly statementTimeout: number | undefined;
  readonly retries: number;
  readonly role: string | undefined;
  /** Runs verify.sql behind each up.sql. */
  readonly verify: boolean;
  /** Findings of `check --locks` that are accepted, and from where on it looks. */
  readonly locks: { readonly allow: readonly string[]; readonly since: string | undefined };
  /** For another migraph. */
  readonly wait: number;
  /** For a database that cannot be had yet: undefined unless somebody has said how long to wait. */
  readonly waitToConnect: number | undefined;
  readonly lock: LockChoice;
  /** The file that is kept as the schema is. */
  readonly dump: string | undefined;
  /** The process's environment over what `.env` says. */
  readonly environment: Environment;
  /** Undefined: the PG* variables, if any of them names a database. */
  readonly url: DatabaseUrl | undefined;
  /** The server for scratch databases; undefined: an embedded one. */
  readonly scratch: DatabaseUrl | undefined;
  readonly driftIgnore: DriftIgnore;
  readonly generate: GenerateScope;
}

interface DatabaseUrl {
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
  /** Milliseconds. */
  readonly wait?: number | undefined;
}

/** For a config file in TypeScript or JavaScript: gives it its types, and hands it back. */
export function defineConfig(config: ConfigSource): ConfigSource {
  return config;
}

export const DEFAULT_DIRECTORY = "migrations";

/** Flags over environment over config file over defaults; for the URL the config file comes before the environment. */
export async function loadConfig(
  workingDirectory: string,
  overrides: ConfigOverrides,
  processEnvironment: Environment,
): Promise<ResolvedConfig> {
  const cwd = resolve(workingDirectory);
  const file = overrides.file === undefined ? findConfigFile(cwd) : existingConfigFile(resolve(cwd, overrides.file));
  const root = file === undefined ? cwd : dirname(file);
  const environment = { ...readDotEnv(root), ...definedOnly(processEnvironment) };
  const config = file === undefined ? {} : checkConfig(await readConfigFile(file, { environment }), file);
  const milliseconds = (text: string | undefined) => (text === undefined ? undefined : parseDuration(text));
  const wait = overrides.wait ?? milliseconds(config.wait);
  const directories = directoriesOf(config, root, overrides, cwd);
  const configured = new Set(directoriesOf(config, root, {}, cwd));
  const asConfigured = directories.length === configured.size && directories.every((path) => configured.has(path));
  const place = (path: string | undefined) => (path === undefined ? undefined : shown(resolve(root, path), cwd));
  return {
    file,
    directories: directories.map((path) => shown(path, cwd)),
    schema: schemaOf(config, overrides),
    folderName: config.folderName ?? DEFAULT_FOLDER_NAME,
    templates: place(config.templates),
    hooks: config.hooks ?? [],
    headsFile: asConfigured ? place(config.headsFile) : undefined,
    root,
    lockTimeout: milliseconds(config.lockTimeout) ?? 5_000,
    statementTimeout: milliseconds(config.statementTimeout),
    retries: config.retries ?? 3,
    role: config.role,
    verify: config.verify ?? false,
    locks: { allow: config.locks?.allow ?? [], since: config.locks?.since },
    wait: wait ?? 60_000,
    waitToConnect: wait,
    lock: config.lock ?? "auto",
    dump: place(config.dump),
    environment,
    url: urlOf(config, root, overrides, cwd, environment),
    driftIgnore: config.drift?.ignore ?? {},
    generate: config.generate ?? {},
    scratch: config.scratch ? { text: config.scratch, base: root, explicit: false } : undefined,
  };
}

/** Absolute paths: those of flags start from the working directory, those of the config file from where it lies. */
function directoriesOf(config: Config, root: string, overrides: ConfigOverrides, cwd: string): readonly string[] {
  if (overrides.directories !== undefined && overrides.directories.length > 0) {
    return overrides.directories.map((path) => resolve(cwd, path));
  }
  return (config.directories ?? [DEFAULT_DIRECTORY]).map((path) => resolve(root, path));
}

function urlOf(
  config: Config,
  root: string,
  overrides: ConfigOverrides,
  cwd: string,
  environment: Environment,
): DatabaseUrl | undefined {
  if (overrides.url !== undefined) return { text: overrides.url, base: cwd, explicit: true };
  const text = config.url || environment["DATABASE_URL"];
  return text ? { text, base: root, explicit: false } : undefined;
}

function schemaOf(config: Config, overrides: ConfigOverrides): string {
  const schema = overrides.schema ?? config.schema ?? "migraph";
  const fault = checkSchema(schema);
  if (fault !== undefined) throw badConfig(`the ledger's schema ${fault[0]}`, fault[1]);
  return schema;
}

/** An empty variable is as good as none. */
function definedOnly(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
}

function shown(path: string, cwd: string): string {
  const way = relative(cwd, path);
  const isBelow = !isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`);
  // Only from the process's own working directory does a relative path lead there.
  if (cwd !== process.cwd() || !isBelow) return path;
  return way === "" ? "." : way;
}
