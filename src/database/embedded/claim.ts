import { lstat, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseError } from "../../errors.ts";
import { serverAccount } from "./account.ts";
import { type Binaries, findBinaries, missingBinaries } from "./binaries.ts";
import type { Order } from "./channel.ts";
import { type Contents, completeMove, inspectDataDirectory, LOCK_FILE, makeDataDirectory } from "./data-directory.ts";
import { launcherFor, programPaths } from "./launch.ts";
import { type FileLock, takeLock } from "./lock.ts";
import { clearPostmaster } from "./postmaster.ts";
import { makeRunDirectory, runDirectoryOf, userId } from "./run-directory.ts";
import type { Installation } from "./server.ts";

/** A data directory that is ours until `release`, with all that is needed to start a server on it. */
export interface Claim extends Installation {
  readonly isEmpty: boolean;
  readonly lock: FileLock;
  /** Removes what must not stay, and lets go of the directory. */
  release(): Promise<void>;
}

/**
 * Takes the data directory for this process. Everything that can be refused is refused before anything is made.
 * Undefined when another supervisor has it.
 */
export async function claimDirectory(order: Order): Promise<Claim | undefined> {
  const temporary = order.path === null;
  const path = order.path ?? (await realpath(tmpdir()));
  const before: Contents = temporary ? { kind: "empty" } : await inspectDataDirectory(path);
  const account = await serverAccount(path, before);
  launcherFor(account, [...programPaths((await chooseBinaries(path, before, order)).directory), path]);

  const dataDirectory = temporary ? await makeTemporaryDirectory(account?.uid ?? userId()) : path;
  await makeDataDirectory(dataDirectory, account);
  const lock = takeLock(join(dataDirectory, LOCK_FILE), account);
  if (!lock) return undefined;
  const run = runDirectoryOf(dataDirectory);
  const release = async () => {
    await rm(run.path, { recursive: true, force: true });
    if (temporary) await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
    lock.release();
  };
  try {
    // What was seen before the lock may be old by now.
    await completeMove(dataDirectory);
    const contents = await inspectDataDirectory(dataDirectory);
    const binaries = await chooseBinaries(dataDirectory, contents, order);
    await makeRunDirectory(run, account);
    await writeFile(run.pidFile, `${process.pid}\n`);
    const launch = launcherFor(account, [...programPaths(binaries.directory), dataDirectory, run.server]);
    const isEmpty = contents.kind === "empty";
    return { dataDirectory, temporary, run, binaries, account, launch, lock, isEmpty, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function chooseBinaries(path: string, contents: Contents, order: Order): Promise<Binaries> {
  const existing = contents.kind === "data" ? contents.major : undefined;
  const asked = order.major ?? undefined;
  if (existing !== undefined && asked !== undefined && existing !== asked) throw wrongMajor(path, existing, asked);
  const wanted = { cwd: order.cwd, major: existing ?? asked };
  const binaries = await findBinaries(wanted);
  if (binaries) return binaries;
  const missing = await missingBinaries(wanted);
  if (existing === undefined || missing.code !== "embedded_version") throw missing;
  throw new DatabaseError(missing.code, `${path} holds data of PostgreSQL ${existing}: ${missing.message}`, missing);
}

export function wrongMajor(path: string, existing: number, asked: number): DatabaseError {
  return new DatabaseError(
    "embedded_version",
    `${path} holds data of PostgreSQL ${existing}, not ${asked} as was asked for`,
    {
      hint: `leave ?major=${asked} out, or give another path; data goes from one major to another by a dump`,
      data: { path, existing, asked },
    },
  );
}

const TEMPORARY = "migraph-temporary-";
/** A directory without a lock may be one that is being made; only older ones have lost their supervisor. */
const ABANDONED_AFTER_MS = 60_000;

/** `owner` is the user that temporary directories belong to: others may have planted what only looks like one. */
async function makeTemporaryDirectory(owner: number): Promise<string> {
  const parent = await realpath(tmpdir());
  const names = await readdir(parent);
  await Promise.all(
    names.filter((name) => name.startsWith(TEMPORARY)).map((name) => removeAbandoned(join(parent, name), owner)),
  );
  return await mkdtemp(join(parent, TEMPORARY));
}

/** Nobody comes back to a temporary directory: what a killed supervisor left is removed by the next that starts. */
async function removeAbandoned(directory: string, owner: number): Promise<void> {
  let lock: FileLock | undefined;
  try {
    const found = await lstat(directory);
    if (!found.isDirectory() || found.uid !== owner || Date.now() - found.mtimeMs < ABANDONED_AFTER_MS) return;
    lock = takeLock(join(directory, LOCK_FILE));
    if (!lock) return;
    const run = runDirectoryOf(directory);
    await clearPostmaster(directory, run.server);
    await rm(run.path, { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
  } catch {
    // It is housekeeping: not to succeed hurts nobody.
  } finally {
    lock?.release();
  }
}
