import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { chmod, lchown, mkdir, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseError } from "../../errors.ts";
import type { Account } from "./account.ts";

/** What a path holds: nothing yet, or data of one major. A directory of anything else is refused. */
export type Contents = { readonly kind: "empty" } | { readonly kind: "data"; readonly major: number };

/** Our own files in a data directory; PostgreSQL minds none of them. */
export const LOCK_FILE = "migraph.lock";
export const LOG_FILE = "migraph.log";
/** initdb works in a folder of this name, so that one that is killed leaves nothing that could be taken for data. */
const UNFINISHED = ".migraph-initdb-";
/** What initdb has finished waits here while it moves to its place. */
const FINISHED = ".migraph-finished";
const VERSION_FILE = "PG_VERSION";

export async function inspectDataDirectory(path: string): Promise<Contents> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw pathError(path, error);
  });
  if (names.includes(VERSION_FILE)) {
    const text = (await readFile(join(path, VERSION_FILE), "utf8")).trim();
    if (/^\d+$/.test(text)) return { kind: "data", major: Number(text) };
    throw new DatabaseError("embedded_version", `${path} holds data of PostgreSQL ${text}, which is too old`, {
      hint: "give another path, and take the data over with a dump",
    });
  }
  const ours = (name: string) =>
    [LOCK_FILE, LOG_FILE, FINISHED, "lost+found"].includes(name) || name.startsWith(UNFINISHED);
  if (names.every(ours) || names.includes(FINISHED)) return { kind: "empty" };
  throw new DatabaseError("embedded_path", `${path} is not empty, and not a data directory of PostgreSQL`, {
    hint: "give the path of a folder that does not exist yet, or is empty",
    data: { path },
  });
}

/** Makes the folder when it is not there, and gives it to the server's account. */
export async function makeDataDirectory(path: string, account: Account | undefined): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    const found = await stat(path);
    if (account && found.uid !== account.uid) await giveAway(path, found, account);
    // PostgreSQL refuses a directory that is open to others, as copies and restored caches often are.
    if ((found.mode & 0o027) !== 0) await chmod(path, 0o700);
  } catch (error) {
    throw pathError(path, error as NodeJS.ErrnoException);
  }
}

/** A directory that root made is empty, or was copied by root: then all in it has the wrong owner. */
async function giveAway(path: string, found: Stats, { uid, gid }: Account): Promise<void> {
  if (found.isDirectory()) {
    for (const name of await readdir(path, { recursive: true })) await lchown(join(path, name), uid, gid);
  }
  await lchown(path, uid, gid);
}

/**
 * Fills an empty directory by `initdb`, which is given a folder inside it, so that one that is killed leaves nothing that
 * could be taken for data. What it had not finished is thrown away here, what it had finished `completeMove` moves on.
 */
export async function initialise(path: string, initdb: (folder: string) => Promise<void>): Promise<void> {
  await removeUnfinished(path);
  const folder = join(path, `${UNFINISHED}${randomBytes(4).toString("hex")}`);
  await initdb(folder);
  await rename(folder, join(path, FINISHED));
  await completeMove(path);
}

/** Moves what initdb has made to its place. `PG_VERSION`, which makes it a data directory, moves last. */
export async function completeMove(path: string): Promise<void> {
  const finished = join(path, FINISHED);
  const names = await readdir(finished).catch(() => undefined);
  if (!names) return;
  for (const name of names.filter((entry) => entry !== VERSION_FILE))
    await rename(join(finished, name), join(path, name));
  if (names.includes(VERSION_FILE)) await rename(join(finished, VERSION_FILE), join(path, VERSION_FILE));
  await rmdir(finished);
}

/** Leftovers of killed initdb's. One that has lost its supervisor may still write there; the next call gets the rest. */
async function removeUnfinished(path: string): Promise<void> {
  const names = await readdir(path);
  for (const name of names.filter((entry) => entry.startsWith(UNFINISHED))) {
    await rm(join(path, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
  }
}

/** Why a path cannot be used, from what the system said about it. */
export function pathError(path: string, error: NodeJS.ErrnoException): DatabaseError {
  const reasons: Record<string, string> = {
    ENOTDIR: "a file is in the way",
    EEXIST: "a file is in the way",
    EACCES: "this user has no access",
    EPERM: "this user has no access",
    ELOOP: "its links lead in a circle",
    ENAMETOOLONG: "it is too long",
    EROFS: "the disk is read-only",
    ENOSPC: "the disk is full",
  };
  return new DatabaseError(
    "embedded_path",
    `${path} cannot hold a database: ${reasons[error.code ?? ""] ?? error.message}`,
    {
      hint: "give another path behind embedded:, of a folder that this user may write to",
      data: { path },
      cause: error,
    },
  );
}
