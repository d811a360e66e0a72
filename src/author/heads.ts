import { FilesError } from "../errors.ts";
import type { Listener } from "../events.ts";
import { headsText, type Project } from "../project.ts";
import { headsConflict, readHeads, writeHeads } from "../revision/heads-file.ts";

/**
 * Writes the heads file where it does not hold the heads. For commands that settle a conflict of git's in it: that there
 * was one is said. True when it was written.
 */
export function keepHeads(path: string, project: Project, emit: Listener): boolean {
  const text = headsText(project);
  const file = readHeads(path);
  if (file.kind === "text" && file.text === text) return false;
  writeHeads(path, text);
  if (file.kind === "conflict") {
    emit({
      type: "warning",
      message: `${path} had a conflict of git's in it, and has been written anew`,
      hint: `tell git that it is settled: git add ${path}`,
    });
  }
  return true;
}

/** For commands that would only add to it. */
export function assertNoConflict(path: string): void {
  const file = readHeads(path);
  if (file.kind === "conflict") throw new FilesError([headsConflict(path, file.line)]);
}
