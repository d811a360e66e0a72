import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { badConfig } from "./fault.ts";

const FILE_NAMES = ["ts", "mts", "js", "mjs", "json"].map((extension) => `migraph.config.${extension}`);
export const PACKAGE_FILE = "package.json";

/** The nearest config file from here upwards; a directory with two is an error, since either could be meant. */
export function findConfigFile(cwd: string): string | undefined {
  for (let directory = cwd; ; directory = dirname(directory)) {
    const [only, ...others] = configFilesIn(directory);
    if (only !== undefined && others.length > 0) {
      const all = [only, ...others];
      const names = `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
      throw badConfig(`${directory} has ${all.length} configurations: ${names}`, "keep one, or choose with --config");
    }
    if (only !== undefined) return join(directory, only);
    if (directory === dirname(directory)) return undefined;
  }
}

/** Names of the files in a directory that configure migraph; package.json is one if it has the key. */
export function configFilesIn(directory: string): readonly string[] {
  const found = FILE_NAMES.filter((name) => isFile(join(directory, name)));
  return hasPackageKey(join(directory, PACKAGE_FILE)) ? [...found, PACKAGE_FILE] : found;
}

/** The file that was asked for by name. */
export function existingConfigFile(path: string): string {
  if (isFile(path)) return path;
  throw badConfig(`there is no config file ${path}`, "check --config: it names a file");
}

/** A package.json that cannot be read configures nothing, unless it looks as if it did: then it is read, and says why. */
function hasPackageKey(path: string): boolean {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return false;
  }
  if (!text.includes('"migraph"')) return false;
  try {
    return Object.hasOwn(JSON.parse(text.replace(/^\ufeff/, "")) as object, "migraph");
  } catch {
    return /^\s*"migraph"\s*:\s*\{/m.test(text);
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}
