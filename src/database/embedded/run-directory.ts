import { createHash } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { chmod, chown, lstat, mkdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { DatabaseError } from "../../errors.ts";
import type { Account } from "./account.ts";
import { PROTOCOL } from "./channel.ts";
import { pathError } from "./data-directory.ts";

/**
 * Where the sockets of one data directory are. The names follow from the directory and the user alone, so that every
 * command finds them; and they are short, because the address of a socket has 103 usable bytes at most.
 */
export interface RunDirectory {
  readonly path: string;
  /** The supervisor listens here. */
  readonly control: string;
  /** Holds the id of the supervisor's process. */
  readonly pidFile: string;
  /** The server's own: belongs to the account it runs under, closed to all others. */
  readonly server: string;
  /** Access rules that replace those of the data directory: the socket is private already. */
  readonly access: string;
}

export function runDirectoryOf(dataDirectory: string): RunDirectory {
  const uid = userId();
  const hash = createHash("sha256").update(`${PROTOCOL}\0${dataDirectory}`).digest("hex").slice(0, 16);
  const path = join(socketsFolder(), `migraph-${uid}-${hash}`);
  return {
    path,
    control: join(path, "control"),
    pidFile: join(path, "supervisor.pid"),
    server: join(path, "pg"),
    access: join(path, "pg_hba.conf"),
  };
}

/**
 * `/tmp`, as PostgreSQL itself does, and not what TMPDIR says: two shells may differ in TMPDIR and must meet, and on
 * macOS it is half as long as a socket's address may be.
 */
function socketsFolder(): string {
  try {
    accessSync("/tmp", constants.W_OK | constants.X_OK);
    return "/tmp";
  } catch {
    return tmpdir();
  }
}

/** Makes the directory anew; for the holder of the data directory's lock only. What a dead supervisor left is removed. */
export async function makeRunDirectory(run: RunDirectory, account: Account | undefined): Promise<void> {
  await mkdir(run.path, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    await refuseStranger(run.path);
    await Promise.all([run.control, run.pidFile, run.server].map((path) => rm(path, { recursive: true, force: true })));
  });
  // The server's account passes through to its own folder and can list nothing.
  await chmod(run.path, account ? 0o711 : 0o700);
  await mkdir(run.server, { mode: 0o700 });
  if (account) await chown(run.server, account.uid, account.gid);
}

/** The folder for sockets is open to all: a directory planted there by another user would lead us to their server. */
export async function refuseStranger(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found || (found.isDirectory() && found.uid === userId() && (found.mode & 0o022) === 0)) return;
  throw new DatabaseError(
    "embedded_path",
    `${path} is in the way: it should be a folder of this user, closed to others`,
    {
      hint: "look at what it is, and remove it",
    },
  );
}

export function userId(): number {
  return process.getuid?.() ?? 0;
}

/** The path with every link followed, also where its end does not exist yet. */
export async function canonicalPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(path);
    if ((code !== "ENOENT" && code !== "ENOTDIR") || parent === path)
      throw pathError(path, error as NodeJS.ErrnoException);
    return join(await canonicalPath(parent), basename(path));
  }
}
