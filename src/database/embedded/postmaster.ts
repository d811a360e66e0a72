import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DatabaseError } from "../../errors.ts";

/** What a running server writes into its data directory. */
interface PostmasterFile {
  readonly pid: number;
  /** `starting`, `ready`, `standby`, `stopping`; empty in the first instant. */
  readonly status: string;
}

const PID_FILE = "postmaster.pid";
const POLL_MS = 5;
/** A fast shutdown writes all data out; on a slow disk that takes its time. */
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

export async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(dataDirectory, PID_FILE), "utf8").catch(() => "");
  // Lines: pid, data directory, start time, port, socket directory, listen address, shared memory, status.
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  return { pid, status: lines[7] ?? "" };
}

/**
 * Makes sure that no server runs on the directory. One that an earlier supervisor of ours left behind is shut down; one
 * that somebody else has started is not ours to touch.
 */
export async function clearPostmaster(dataDirectory: string, ourSocketDirectory: string): Promise<void> {
  const found = await readPostmasterFile(dataDirectory);
  // PostgreSQL finds out by itself that a server is gone, and looks for children that outlived it.
  if (!found || !isAlive(found.pid)) return;
  const running = describeProcess(found.pid);
  if (isPostgres(running) && running.args?.includes(ourSocketDirectory)) {
    await shutDown({
      signal: (name) => sendSignal(found.pid, name),
      exited: (timeout) => waitUntilGone(found.pid, timeout),
    });
  } else if (isPostgres(running) && worksIn(found.pid, dataDirectory) !== false) {
    throw inUse(dataDirectory, found.pid);
  } else {
    // The id went to an unrelated process. PostgreSQL would only see that something of that id lives, and refuse.
    await rm(join(dataDirectory, PID_FILE), { force: true });
  }
}

export function inUse(dataDirectory: string, pid: number | undefined): DatabaseError {
  const who = pid === undefined ? "another user or container" : `a PostgreSQL server with process id ${pid}`;
  return new DatabaseError("embedded_in_use", `${dataDirectory} is in use by ${who}`, {
    hint: "give that server's own URL instead of embedded:, or stop it first",
    data: { path: dataDirectory, pid: pid ?? null },
  });
}

interface Stoppable {
  readonly signal: (name: NodeJS.Signals) => void;
  /** Whether it ended within so many milliseconds. */
  readonly exited: (timeout: number) => Promise<boolean>;
}

/** Fast, then immediate (the next start recovers), then by force. */
export async function shutDown(server: Stoppable): Promise<void> {
  server.signal("SIGINT");
  if (await server.exited(FAST_SHUTDOWN_MS)) return;
  server.signal("SIGQUIT");
  if (await server.exited(IMMEDIATE_SHUTDOWN_MS)) return;
  server.signal("SIGKILL");
  await server.exited(IMMEDIATE_SHUTDOWN_MS);
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function waitUntilGone(pid: number, timeout: number): Promise<boolean> {
  const end = Date.now() + timeout;
  while (isAlive(pid) && isPostgres(describeProcess(pid))) {
    if (Date.now() > end) return false;
    await pause(POLL_MS);
  }
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

interface ProcessDescription {
  /** Name of the program; empty for a dead process that nobody has reaped, as in containers without an init. */
  readonly command: string | undefined;
  readonly args: string | undefined;
}

/** Not to know counts as yes: taking a server for dead could cost data. */
function isPostgres({ command }: ProcessDescription): boolean {
  return command === undefined || command.startsWith("postgres") || command.startsWith("postmaster");
}

function describeProcess(pid: number): ProcessDescription {
  try {
    const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { command: state === "Z" ? "" : name, args: readFileSync(`/proc/${pid}/cmdline`, "utf8") };
  } catch {
    return { command: askPs(pid, "comm"), args: askPs(pid, "args") };
  }
}

function askPs(pid: number, column: "comm" | "args"): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8" }).trim();
    return column === "comm" ? basename(text) : text;
  } catch {
    return undefined;
  }
}

/** Whether the process has `directory` as its working directory, as every server has its data; undefined if unknown. */
function worksIn(pid: number, directory: string): boolean | undefined {
  try {
    const [there, here] = [statSync(`/proc/${pid}/cwd`), statSync(directory)];
    return there.ino === here.ino && there.dev === here.dev;
  } catch {
    return undefined;
  }
}
