import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { UsageError } from "../errors.ts";
import type { Project } from "../project.ts";

/**
 * The directory that a new revision is put into. Without a path it is that of the first parent, so that a nested branch
 * stays together, and without parents the first configured one. A path is one that leads into a configured directory,
 * or else a folder in the configured directory that has the first parent.
 */
export function homeOf(project: Project, parents: readonly string[], path: string | undefined): string {
  const [first] = parents;
  const parent = first === undefined ? undefined : project.folders.get(first)?.path;
  const [configured] = project.directories;
  if (configured === undefined) throw new UsageError("no directory is configured", { hint: "name one with --dir" });
  const revisions = new Set([...project.folders.values()].map((folder) => folder.path));
  const at = parent ?? configured;
  if (project.directories.includes(at) && revisions.has(at)) {
    throw new UsageError(`${at} is a revision itself, so that none in it or beside it would be read`, {
      hint: "name the directory above with --dir",
    });
  }
  if (path === undefined) return parent === undefined ? configured : dirname(parent);
  const home = placeOf(path, project.directories, at);
  assertSearched(path, home, project.directories);
  return home;
}

function placeOf(path: string, directories: readonly string[], parent: string): string {
  const direct = directories.find((directory) => holds(directory, path));
  // As it is reached from the configured directory, which is how it is shown later.
  if (direct !== undefined) return join(direct, relative(resolve(direct), resolve(path)));
  const directory = directories.find((candidate) => holds(candidate, parent)) ?? directories[0] ?? "";
  const home = join(directory, path);
  if (!isAbsolute(path) && holds(directory, home)) return home;
  throw new UsageError(`${path} is in none of the directories of revisions`, {
    code: "bad_path",
    hint: `name a folder in ${directories.join(" or ")}`,
  });
}

/** What readers pass over would be written and never found again. */
function assertSearched(path: string, home: string, directories: readonly string[]): void {
  const directory = directories.find((candidate) => holds(candidate, home)) ?? home;
  let at = directory;
  for (const name of relative(resolve(directory), resolve(home)).split(sep)) {
    at = join(at, name);
    if (name.startsWith(".")) {
      throw new UsageError(`${path} would not be searched: ${name} begins with a dot`, {
        code: "bad_path",
        hint: "choose another name for the folder",
      });
    }
    if (existsSync(join(at, "up.sql"))) {
      throw new UsageError(`${at} is a revision, and its folder is not searched for others`, {
        code: "bad_path",
        hint: "name the folder that it lies in, or another one",
      });
    }
  }
}

function holds(directory: string, path: string): boolean {
  const way = relative(resolve(directory), resolve(path));
  return !isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`);
}
