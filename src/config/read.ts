import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Environment } from "../database/url.ts";
import { UsageError } from "../errors.ts";
import { badConfig } from "./fault.ts";
import { PACKAGE_FILE } from "./find.ts";
import type { Config } from "./keys.ts";

/** What a config file in TypeScript or JavaScript exports. */
export type ConfigSource = Config | ((context: ConfigContext) => Config | Promise<Config>);

export interface ConfigContext {
  /** The process's environment over what `.env` says. */
  readonly environment: Environment;
}

const MODULE_EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/** What a config file holds, unchecked. */
export async function readConfigFile(file: string, context: ConfigContext): Promise<unknown> {
  if (basename(file) === PACKAGE_FILE) return readPackageKey(file);
  const extension = extname(file);
  if (extension === ".json") return readJson(file);
  if (MODULE_EXTENSIONS.includes(extension)) return readModule(file, context);
  const known = [...MODULE_EXTENSIONS, ".json"].join(", ");
  throw badConfig(`${file} is not a config file: its name ends in none of ${known}`, "rename it");
}

async function readModule(file: string, context: ConfigContext): Promise<unknown> {
  let source: unknown;
  try {
    source = ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
    if (typeof source === "function") source = await (source as (context: ConfigContext) => unknown)(context);
    else source = await source;
  } catch (error) {
    // It may call into migraph, whose errors say themselves what to do.
    if (error instanceof UsageError) throw error;
    throw badConfig(`${place(error, file)} cannot be loaded: ${firstLine(error)}`, loadHint(error));
  }
  if (source !== undefined) return source;
  throw badConfig(`${file} gives no configuration`, "write `export default { … }`, or a function that returns it");
}

function readPackageKey(file: string): unknown {
  const key = (readJson(file) as { migraph?: unknown } | null)?.migraph;
  if (key !== undefined) return key;
  throw badConfig(`${file} has no key "migraph"`, 'write "migraph": { … } into it, or name another file with --config');
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw badConfig(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, "check its permissions");
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    // Some messages quote the text around the fault, and that may be a password.
    const why = firstLine(error).replace(/, (?:\.\.\.)?".*is not valid JSON$/s, "");
    throw badConfig(`${file} is not JSON: ${why}`, "check commas and quotes; JSON has no comments");
  }
}

/** Anything can be thrown. Of a message of several lines the others quote the source, and that may be a password. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0] ?? "";
}

/** The file, with the line that threw where the stack tells it: by its URL, or for CommonJS by its path. */
function place(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const name of [pathToFileURL(file).href, file]) {
    const at = stack.indexOf(`${name}:`);
    const line = /^:(\d+)/.exec(stack.slice(at + name.length))?.[1];
    if (at !== -1 && line !== undefined) return `${file}:${line}`;
  }
  return file;
}

function loadHint(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
  return code === "ERR_MODULE_NOT_FOUND"
    ? "install what it imports in this project; for types alone write `import type`"
    : "run it with node to see where it fails";
}
