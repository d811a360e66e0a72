import { mkdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { MigraphError } from "../errors.ts";
import { syncDirectory, writeSynced } from "./durable.ts";
import { randomHex } from "./id.ts";

export interface Replacement {
  readonly path: string;
  /** What the file is to hold, byte order mark and all. */
  readonly text: string;
}

/**
 * Gives files another text. All of them are written beside the old ones and synced before the first takes its place by
 * a rename: each file is the old one or the new one at any time, and a disk that is full changes nothing.
 */
export function replaceFiles(replacements: readonly Replacement[]): void {
  const drafts: string[] = [];
  let at = "";
  try {
    const renames = replacements.map(({ path, text }) => {
      at = path;
      // A rename onto a link would leave its target as it was.
      const target = realpathSync(path);
      const draft = join(dirname(target), `.${basename(target)}.rewritten`);
      drafts.push(draft);
      // What a crash has left there before is written over.
      writeSynced(draft, text, "w", statSync(target).mode & 0o7777);
      return { draft, target };
    });
    for (const { draft, target } of renames) {
      at = target;
      renameSync(draft, target);
    }
    for (const directory of new Set(renames.map(({ target }) => dirname(target)))) syncDirectory(directory);
  } catch (error) {
    for (const draft of drafts) rmSync(draft, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new MigraphError("unwritable", 2, `${at} cannot be written (${code})`, {
      hint: "check its permissions and the space on the disk; then run the same command again",
      cause: error,
    });
  }
}

/** A file that need not be there yet, nor its directory: its text takes the place of what was there in one step. */
export function replaceWhole(path: string, text: string): void {
  const directory = dirname(path);
  const draft = join(directory, `.${basename(path)}.${randomHex(4)}`);
  try {
    mkdirSync(directory, { recursive: true });
    writeSynced(draft, text, "wx");
    renameSync(draft, path);
    syncDirectory(directory);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
