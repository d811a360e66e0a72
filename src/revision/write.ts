import { lstatSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { MigraphError } from "../errors.ts";
import { syncDirectory, writeSynced } from "./durable.ts";
import { randomHex } from "./id.ts";

/** The files of a new revision by their names. */
export type RevisionFiles = Readonly<Record<"up.sql" | "down.sql", string>> &
  Readonly<Partial<Record<"verify.sql", string>>>;

/**
 * Writes a revision's folder so that it is there whole or not at all, whenever the process or the machine dies: the
 * files are written and synced in a folder whose name begins with a dot, which readers skip, and then it is renamed.
 */
export function writeRevision(directory: string, name: string, files: RevisionFiles): string {
  const folder = join(directory, name);
  const draft = join(directory, `.${name}.${randomHex(4)}`);
  let made: string | undefined;
  try {
    // A rename would take the place of an empty folder, or of a link's target.
    if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) throw folderExists(folder);
    mkdirSync(draft);
    made = draft;
    for (const [file, text] of Object.entries(files)) writeSynced(join(draft, file), text, "wx");
    syncDirectory(draft);
    renameSync(draft, folder);
    made = folder;
    syncDirectory(directory);
  } catch (error) {
    if (made !== undefined) removeQuietly(made);
    throw failure(folder, error);
  }
  return folder;
}

/** Makes a directory for revisions, with those that it lies in. */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw unwritable(path, (error as NodeJS.ErrnoException).code, error);
  }
}

/** What is left is a folder that readers skip; why it was given up is what has to be told. */
function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {}
}

function failure(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof MigraphError || code === undefined) return error;
  // Another process was quicker.
  if (code === "ENOTEMPTY" || code === "EEXIST") return folderExists(folder);
  return unwritable(folder, code, error);
}

function unwritable(path: string, code: string | undefined, cause: unknown): MigraphError {
  return new MigraphError("unwritable", 2, `${path} cannot be written (${code})`, {
    hint: "check the directory's permissions and the space on the disk",
    cause,
  });
}

function folderExists(folder: string): MigraphError {
  return new MigraphError("folder_exists", 2, `${folder} is there already`, {
    hint: "give another message, or have {revision} in the folder name's template",
  });
}
