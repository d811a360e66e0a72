import { DURATION_FORM, parseDuration } from "../duration.ts";
import { UsageError } from "../errors.ts";
import type { LockChoice } from "../holder.ts";
import { didYouMean, nearest } from "../near.ts";
import { DEFAULT_FOLDER_NAME, folderName } from "../revision/name.ts";
import type { DriftIgnore } from "../settings.ts";
import { checkDrift } from "./drift.ts";
import { badConfig } from "./fault.ts";
import { checkGenerate, type GenerateScope } from "./generate.ts";

/** What a config file may say. */
export interface Config {
  /** Where the database is: postgresql://… or embedded:PATH (relative to the config file). */
  url?: string | undefined;
  /** Folders that hold the revisions, relative to the config file. Default: `migrations`. */
  directories?: readonly string[] | undefined;
  /** Schema of the ledger. Default: `migraph`. */
  schema?: string | undefined;
  /** Name of a new revision's folder. Default: `{created:YYYYMMDDHHmm}_{revision}_{slug}`. */
  folderName?: string | undefined;
  /** Folder with up.sql, down.sql, verify.sql for new revisions, any of them, relative to the config file. */
  templates?: string | undefined;
  /** Programs that look over each file that is written, as lists of arguments: `["pg_format", "-i", "{file}"]`. */
  hooks?: readonly (readonly string[])[] | undefined;
  /** File that holds the heads, relative to the config file, so that git sees revisions side by side as a conflict. */
  headsFile?: string | undefined;
  /** How long a script waits for a lock, such as `5s` (the default); `0` for ever. */
  lockTimeout?: string | undefined;
  /** How long a statement may run; the role's own setting unless given. */
  statementTimeout?: string | undefined;
  /** How often a transaction is tried again that failed for a lock or a deadlock. Default: 3. */
  retries?: number | undefined;
  /** The role that scripts run as; the ledger stays with the role that logs in. Default: that role for both. */
  role?: string | undefined;
  /** Runs verify.sql behind each up.sql, as `--verify`. Default: false. */
  verify?: boolean | undefined;
  /** Of `check --locks`: findings that are accepted everywhere, and the revisions from which on it looks. */
  locks?: { readonly allow?: readonly string[] | undefined; readonly since?: string | undefined } | undefined;
  /** How long to wait: as `--wait`. Not given, `60s` for another migraph and no time for a database. */
  wait?: string | undefined;
  /** What keeps others out: `auto` (the default) is a lease behind a pooler, else an advisory lock. */
  lock?: LockChoice | undefined;
  /** File that upgrade, downgrade and redo give the schema as SQL, relative to the config file: for code review. */
  dump?: string | undefined;
  /** Server for scratch databases, as `--scratch`: a URL. Default: an embedded server. */
  scratch?: string | undefined;
  /** What `migraph drift` does not look at: `{ ignore: { objects: ["table public.cache_*"] } }`. */
  drift?: { readonly ignore?: DriftIgnore | undefined } | undefined;
  /** What `new --from` and its like look at: `{ exclude: ["audit", "public.cache_*"] }`. */
  generate?: GenerateScope | undefined;
}

const LOCK_CHOICES: readonly LockChoice[] = ["auto", "advisory", "lease"];

/** What is wrong with a value, in words that follow its key, and what to write; undefined when nothing is. */
type Check = (value: unknown) => readonly [what: string, hint: string] | undefined;

const CHECKS: Readonly<Record<keyof Config, Check>> = {
  // A URL from an unset variable may well be empty; the environment is looked at next.
  url: (value) =>
    typeof value === "string" ? undefined : ["is not a text", 'write "postgresql://…" or "embedded:PATH"'],
  directories: checkDirectories,
  schema: checkSchema,
  folderName: checkFolderName,
  templates: checkPath("templates"),
  hooks: checkHooks,
  headsFile: checkPath("migrations/heads"),
  lockTimeout: checkDuration,
  statementTimeout: checkDuration,
  retries: (value) =>
    Number.isInteger(value) && Number(value) >= 0 ? undefined : ["is not a whole number", "write 0 or more"],
  role: (value) =>
    typeof value === "string" && value !== ""
      ? undefined
      : ["is not the name of a role", 'write a name, such as "owner"'],
  verify: (value) => (typeof value === "boolean" ? undefined : ["is not true or false", "write true or false"]),
  locks: checkLocks,
  wait: checkDuration,
  dump: checkPath("schema.sql"),
  lock: (value) =>
    LOCK_CHOICES.some((choice) => choice === value)
      ? undefined
      : [
          `${JSON.stringify(value)} is no kind of lock`,
          `write ${LOCK_CHOICES.map((choice) => `"${choice}"`).join(" or ")}`,
        ],
  scratch: (value) =>
    typeof value === "string" ? undefined : ["is not a text", 'write "postgresql://…" or "embedded:?major=16"'],
  drift: checkDrift,
  generate: checkGenerate,
};

/** Hands back what is a configuration; throws UsageError `bad_config` for the first thing that is not. */
export function checkConfig(value: unknown, file: string): Config {
  const keys = Object.keys(CHECKS);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badConfig(`${file} does not hold an object`, `write { … } with the keys ${keys.join(", ")}`);
  }
  for (const [key, setting] of Object.entries(value)) {
    if (key === "$schema" || setting === undefined) continue;
    if (!isKey(key)) {
      const hint = didYouMean(nearest(key, keys)) ?? `the keys are ${keys.join(", ")}`;
      throw badConfig(`${file}: unknown key ${JSON.stringify(key)}`, hint);
    }
    const fault = CHECKS[key](setting);
    if (fault !== undefined) throw badConfig(`${file}: ${key} ${fault[0]}`, fault[1]);
  }
  return value as Config;
}

/** What is wrong with the name of the ledger's schema; undefined when nothing is. */
export function checkSchema(value: unknown): readonly [what: string, hint: string] | undefined {
  if (typeof value !== "string" || value === "") return ["is not a text", 'write a name, such as "migraph"'];
  // The server would cut the name, and then never find it again.
  if (Buffer.byteLength(value) > 63) return ["is longer than 63 bytes", "choose a shorter name"];
  if (value.includes("\0")) return ["has a NUL in it", "write a plain name"];
  return undefined;
}

function checkDirectories(value: unknown): readonly [what: string, hint: string] | undefined {
  const isList = Array.isArray(value) && value.length > 0;
  if (isList && value.every((item) => typeof item === "string" && item !== "")) return undefined;
  return ["is not a list of paths", 'write ["migrations"]'];
}

function checkLocks(value: unknown): readonly [what: string, hint: string] | undefined {
  const hint = 'write { "allow": ["rename"], "since": "3f2a9c81d0e4" }, either of them';
  if (typeof value !== "object" || value === null || Array.isArray(value)) return ["is not an object", hint];
  const { allow, since, ...others } = value as Readonly<Record<string, unknown>>;
  const isText = (text: unknown) => typeof text === "string" && text !== "";
  if (allow !== undefined && !(Array.isArray(allow) && allow.every(isText))) return ["allows no list of texts", hint];
  if (since !== undefined && !isText(since)) return ["has a `since` that is no address", hint];
  const [unknown] = Object.keys(others);
  return unknown === undefined ? undefined : [`has no ${JSON.stringify(unknown)}`, hint];
}

function checkPath(example: string): Check {
  return (value) => {
    const isPath = typeof value === "string" && value.trim() !== "" && !value.includes("\0");
    return isPath ? undefined : ["is not a path", `write ${JSON.stringify(example)}`];
  };
}

function checkHooks(value: unknown): readonly [what: string, hint: string] | undefined {
  const hint = 'write [["pg_format", "-i", "{file}"]]: for each hook a list of the program and its arguments';
  if (!Array.isArray(value)) return ["is not a list", hint];
  const isText = (word: unknown) => typeof word === "string" && !word.includes("\0");
  const bad = value.findIndex((words) => !Array.isArray(words) || !words.every(isText) || !words[0]);
  return bad === -1 ? undefined : [`has no list of texts at place ${bad + 1}`, hint];
}

const SAMPLE = { revision: "3f2a9c81d0e4", message: "Add user preferences", created: new Date(0) };

function checkFolderName(value: unknown): readonly [what: string, hint: string] | undefined {
  if (typeof value !== "string") return ["is not a text", `write ${JSON.stringify(DEFAULT_FOLDER_NAME)}`];
  try {
    folderName(value, SAMPLE);
    return undefined;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [`cannot be taken: ${error.message}`, error.hint ?? ""];
  }
}

function checkDuration(value: unknown): readonly [what: string, hint: string] | undefined {
  if (typeof value === "string" && parseDuration(value) !== undefined) return undefined;
  const text = typeof value === "string" || typeof value === "number" ? `${JSON.stringify(value)} ` : "";
  return [`${text}is not a duration`, DURATION_FORM];
}

function isKey(key: string): key is keyof Config {
  return Object.hasOwn(CHECKS, key);
}
