import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { configFilesIn } from "../config/find.ts";
import { DEFAULT_DIRECTORY, loadConfig } from "../config.ts";
import { MigraphError, UsageError } from "../errors.ts";
import { headsText, readProject } from "../project.ts";
import { writeHeads } from "../revision/heads-file.ts";

export interface Initialised {
  /** Paths that were made, and paths that were there already and are as they were. */
  readonly made: readonly string[];
  readonly kept: readonly string[];
  /** The directory for revisions; the first where a config file names several. */
  readonly directory: string;
}

const CONFIG_FILE = "migraph.config.json";

/**
 * Makes a config file and the directory for revisions in `cwd`. Overwrites nothing: where a config file is there, only
 * the directories that it names are made.
 */
export async function initialise(cwd: string, directory?: string): Promise<Initialised> {
  const place = resolve(cwd);
  const [configFile] = configFilesIn(place);
  if (configFile !== undefined) return completeProject(place, configFile, directory);
  const named = nameFrom(place, directory ?? DEFAULT_DIRECTORY);
  const first = makeDirectory(place, named);
  try {
    writeFileSync(join(place, CONFIG_FILE), `${JSON.stringify({ directories: [named] }, null, 2)}\n`, { flag: "wx" });
  } catch (error) {
    if (first !== undefined) rmSync(first, { recursive: true });
    throw unwritable(CONFIG_FILE, error);
  }
  const made = first === undefined ? [] : [`${named}/`];
  return { made: [...made, CONFIG_FILE], kept: first === undefined ? [`${named}/`] : [], directory: named };
}

async function completeProject(cwd: string, configFile: string, asked: string | undefined): Promise<Initialised> {
  // The nearest config file is the one that is here; what the environment says makes no difference to its directories.
  const { directories, headsFile } = await loadConfig(cwd, {}, {});
  const names = directories.map((path) => nameFrom(cwd, path));
  const [first = DEFAULT_DIRECTORY] = names;
  if (asked !== undefined && !names.includes(nameFrom(cwd, asked))) {
    throw new UsageError(`${configFile} is there already, and has its revisions in ${names.join(", ")}`, {
      code: "configured",
      hint: `name ${nameFrom(cwd, asked)} in its directories; nothing was changed`,
    });
  }
  const made = names.filter((name) => makeDirectory(cwd, name) !== undefined);
  const kept = names.filter((name) => !made.includes(name));
  const heads =
    headsFile === undefined ? undefined : { name: nameFrom(cwd, headsFile), made: makeHeads(headsFile, directories) };
  return {
    made: [...made.map((name) => `${name}/`), ...(heads?.made ? [heads.name] : [])],
    kept: [configFile, ...kept.map((name) => `${name}/`), ...(heads?.made === false ? [heads.name] : [])],
    directory: first,
  };
}

/** False when the file is there. */
function makeHeads(path: string, directories: readonly string[]): boolean {
  if (existsSync(path)) return false;
  writeHeads(path, headsText(readProject(directories, "headers")));
  return true;
}

/** The first directory that had to be made; undefined when it was there. */
function makeDirectory(cwd: string, name: string): string | undefined {
  const path = resolve(cwd, name);
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isDirectory()) {
      throw new UsageError(`${name} is there already, and is no directory`, { hint: "name another directory" });
    }
    return mkdirSync(path, { recursive: true });
  } catch (error) {
    throw error instanceof MigraphError ? error : unwritable(name, error);
  }
}

/** As a config file names it, the same on every machine. */
function nameFrom(cwd: string, path: string): string {
  return relative(cwd, resolve(cwd, path)).split(sep).join("/") || ".";
}

function unwritable(name: string, error: unknown): MigraphError {
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  return new MigraphError("unwritable", 2, `${name} cannot be made (${code})`, {
    hint: "check the path and its permissions",
    cause: error,
  });
}
