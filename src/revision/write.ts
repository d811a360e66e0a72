import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { MigraphError } from "../errors.ts";

/** The files of a new revision by their names. */
export type RevisionFiles = Readonly<Record<"up.sql" | "down.sql", string>> &
  Readonly<Partial<Record<"verify.sql", string>>>;

/**
 * Writes a revision's folder so that it is there whole or not at all, whenever the process or the machine dies: the
 * files are written and synced in a folder whose name begins with a dot, which readers skip, and then it is renamed.
 */
export function writeRevision(directory: string, name: string, files: RevisionFiles): string {
  const folder = join(directory, name);
  if (existsSync(folder)) {
    throw new MigraphError("folder_exists", 2, `${folder} is there already`, {
      hint: "wait a minute, or give another message",
    });
  }
  const draft = join(directory, `.${name}.${randomBytes(4).toString("hex")}`);
  try {
    mkdirSync(draft, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeSynced(join(draft, file), text);
    syncDirectory(draft);
    renameSync(draft, folder);
    syncDirectory(directory);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw new MigraphError("unwritable", 2, `${folder} cannot be written (${code})`, {
      hint: "check the directory's permissions and the space on the disk",
      cause: error,
    });
  }
  return folder;
}

function writeSynced(path: string, text: string): void {
  const descriptor = openSync(path, "wx");
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncDirectory(path: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
