import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { onTestFinished } from "vitest";
import type { EmbeddedServer } from "../../../../src/database/embedded/join.ts";
import { runDirectoryOf } from "../../../../src/database/embedded/run-directory.ts";

type Address = Omit<EmbeddedServer, "leave">;

/** A folder for one test. When the test is over, the servers of `names` in it are gone, and so is the folder. */
export async function makePlace({ mode = 0o755 } = {}): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "embedded test "));
  await chmod(folder, mode);
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export async function query<Row>(server: Address, text: string): Promise<readonly Row[]> {
  const sql = postgres({
    path: `${server.socketDirectory}/.s.PGSQL.${server.port}`,
    user: server.user,
    database: server.database,
    max: 1,
    onnotice: () => {},
  });
  try {
    return (await sql.unsafe(text)) as unknown as Row[];
  } finally {
    await sql.end();
  }
}

export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(10);
  }
}

export async function serverPid(dataDirectory: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDirectory, "postmaster.pid"), "utf8"), 10);
}

export function supervisorPid(dataDirectory: string): number {
  return Number(readFileSync(runDirectoryOf(dataDirectory).pidFile, "utf8"));
}

export function hasSockets(dataDirectory: string): boolean {
  return existsSync(runDirectoryOf(dataDirectory).path);
}

/** Dead, even if nobody has reaped it: in a container without an init nobody does. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Everything of the server on the directory has ended. */
export async function untilStopped(dataDirectory: string, pid: number): Promise<void> {
  await until(`server ${pid} is gone`, () => isGone(pid));
  await until("its sockets are gone", () => !hasSockets(dataDirectory));
}
