import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { DEFAULT_DIRECTORY } from "../config.ts";
import { MigraphError } from "../errors.ts";

export interface Initialised {
  /** Paths that were made, and paths that were there already and are as they were. */
  readonly made: readonly string[];
  readonly kept: readonly string[];
  readonly directory: string;
}

const CONFIG_FILE = "migraph.config.json";

/** Makes a config file and the directory for revisions in `cwd`. Overwrites nothing. */
export function initialise(cwd: string, directory: string = DEFAULT_DIRECTORY): Initialised {
  const made: string[] = [];
  const kept: string[] = [];
  try {
    const path = resolve(cwd, directory);
    const named = relative(cwd, path) || ".";
    (existsSync(path) ? kept : made).push(`${named}/`);
    mkdirSync(path, { recursive: true });
    const file = join(cwd, CONFIG_FILE);
    const exists = existsSync(file);
    if (!exists) writeFileSync(file, `${JSON.stringify({ directories: [named] }, null, 2)}\n`, { flag: "wx" });
    (exists ? kept : made).push(CONFIG_FILE);
    return { made, kept, directory: named };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new MigraphError("unwritable", 2, `the project cannot be set up: ${message}`, {
      hint: "check the path and its permissions",
      cause: error,
    });
  }
}
