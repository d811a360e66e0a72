import { lchownSync, lstatSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { DatabaseError } from "../../errors.ts";

/** A lock that the kernel lets go of when its process dies, in whatever way. */
export interface FileLock {
  /** Whether the locked file is no longer the one at its path: its folder was removed or replaced. */
  isLost(): boolean;
  release(): void;
}

const SQLITE_BUSY = 5;

/** Locks in force. A database that nothing refers to is collected as garbage, and its lock would silently be gone. */
const inForce = new Set<DatabaseSync>();

/**
 * Takes the lock of `file`, or returns undefined when another process has it. Node has no flock; SQLite's exclusive
 * transaction is a lock of the kernel on the (empty) file, and works alike on Linux and macOS, between users, and
 * between containers that share the folder. The file is never deleted on its own: a lock on a deleted name guards nothing.
 */
export function takeLock(file: string, owner?: { readonly uid: number; readonly gid: number }): FileLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    // Root works in folders of other users, who could have it open a file of their choice.
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false) throw new Error("it is not a plain file");
    database = new DatabaseSync(file);
    // Otherwise it lays a journal beside the file, which a kill would leave behind.
    database.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    database?.close();
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) return undefined;
    throw new DatabaseError("embedded_path", `${file} cannot be locked: ${(error as Error).message}`, {
      hint: "give a path on a local disk, of a folder that this user may write to",
      cause: error,
    });
  }
  const held = database;
  inForce.add(held);
  if (owner) lchownSync(file, owner.uid, owner.gid);
  const { ino, dev } = statSync(file);
  return {
    isLost: () => {
      const now = statSync(file, { throwIfNoEntry: false });
      return now?.ino !== ino || now.dev !== dev;
    },
    release: () => {
      inForce.delete(held);
      held.close();
    },
  };
}
