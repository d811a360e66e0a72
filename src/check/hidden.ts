import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../errors.ts";
import type { RevisionFolder } from "../revision/folder.ts";

/** Revisions in a revision's own folder, which is not searched: they look as if they were there, and never run. */
export function hiddenRevisions({ id, path }: RevisionFolder): readonly Finding[] {
  return directoriesIn(path)
    .map((name) => join(path, name, "up.sql"))
    .filter((file) => existsSync(file))
    .map((file) => ({
      code: "hidden_revision",
      message: `it lies in the folder of revision ${id}, which is not searched for others`,
      hint: "move its folder beside that one",
      file,
      revision: id,
    }));
}

function directoriesIn(path: string): readonly string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
  } catch {
    // The scripts in it could be read, and that is all that it is for.
    return [];
  }
}
