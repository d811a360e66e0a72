import { chownSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** A lock that the kernel lets go of when its process dies, in whatever way. */
export interface FileLock {
  /** Whether the locked file is no longer the one at its path: its folder was removed or replaced. */
  isLost(): boolean;
  release(): void;
}

const SQLITE_BUSY = 5;

/**
 * Takes the lock of `file`, or returns undefined when another process has it. Node has no flock; SQLite's exclusive
 * transaction is a lock of the kernel on the (empty) file, and works alike on Linux and macOS, between users, and
 * between containers that share the folder. The file is never deleted on its own: a lock on a deleted name guards nothing.
 */
export function takeLock(file: string, owner?: { readonly uid: number; readonly gid: number }): FileLock | undefined {
  const database = new DatabaseSync(file);
  try {
    // Otherwise it lays a journal beside the file, which a kill would leave behind.
    database.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  if (owner) chownSync(file, owner.uid, owner.gid);
  const { ino, dev } = statSync(file);
  return {
    isLost: () => {
      const now = statSync(file, { throwIfNoEntry: false });
      return now?.ino !== ino || now.dev !== dev;
    },
    release: () => database.close(),
  };
}
