import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, fchownSync, openSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DatabaseError } from "../../errors.ts";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { LOG_FILE } from "./data-directory.ts";
import type { Launch } from "./launch.ts";
import { readPostmasterFile, shutDown } from "./postmaster.ts";
import type { RunDirectory } from "./run-directory.ts";

export const PORT = 5432;
export const SUPERUSER = "postgres";
const POLL_MS = 5;

export interface Installation {
  readonly dataDirectory: string;
  readonly temporary: boolean;
  readonly run: RunDirectory;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly launch: Launch;
}

export interface RunningServer {
  /** Settles when the server has ended, whoever ended it. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** Runs initdb into `folder`, which it creates. */
export async function runInitdb({ binaries, launch, temporary }: Installation, folder: string): Promise<void> {
  const options = ["-D", folder, "--username", SUPERUSER, "--encoding=UTF8", "--auth=trust"];
  // A temporary directory need not survive a power cut.
  if (temporary) options.push("--no-sync");
  const attempt = (locale: string) =>
    runToEnd(launch, join(binaries.directory, "initdb"), [...options, `--locale=${locale}`]);
  let result = await attempt("C.UTF-8");
  // Not every system has that locale; C always is there, and sorts alike.
  if (result.code !== 0 && result.output.includes("invalid locale")) result = await attempt("C");
  if (result.code !== 0) throw startError("PostgreSQL could not initialise the data directory", result.output);
}

async function runToEnd(
  launch: Launch,
  program: string,
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  const child = launch(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? -1, output };
}

/** Starts the server and waits until it takes connections. */
export async function startServer(installation: Installation): Promise<RunningServer> {
  const { dataDirectory, run, binaries, account, launch } = installation;
  await writeFile(run.access, "local all all trust\nlocal replication all trust\n", { mode: 0o644 });
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  // The directory may be another user's, who could have root empty a file of their choice.
  const log = openSync(join(dataDirectory, LOG_FILE), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
  let child: ChildProcess;
  try {
    if (account) fchownSync(log, account.uid, account.gid);
    const args = ["-D", dataDirectory, ...settings(installation).flatMap((setting) => ["-c", setting])];
    child = launch(join(binaries.directory, "postgres"), args, { stdio: ["ignore", log, log] });
  } finally {
    closeSync(log);
  }
  let running = true;
  const exited = new Promise<void>((resolve) => {
    const finish = () => {
      running = false;
      resolve();
    };
    child.once("exit", finish);
    child.once("error", finish);
  });
  while (running) {
    const file = await readPostmasterFile(dataDirectory);
    if (file?.pid === child.pid && (file?.status === "ready" || file?.status === "standby")) break;
    await Promise.race([exited, pause(POLL_MS)]);
  }
  if (!running)
    throw startError("the embedded server did not start", await readFile(join(dataDirectory, LOG_FILE), "utf8"));
  return {
    exited,
    stop: () =>
      shutDown({
        signal: (name) => child.kill(name),
        exited: (timeout) => within(exited, timeout),
      }),
  };
}

/** Nothing is kept, and a whole schema is made and dropped in one transaction, with a lock on each of its objects. */
const FOR_TRIALS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_locks_per_transaction=1024"];

/** They go before those in the directory's own postgresql.conf. */
function settings({ run, temporary, binaries }: Installation): readonly string[] {
  return [
    "listen_addresses=",
    `port=${PORT}`,
    `unix_socket_directories="${run.server}"`,
    "unix_socket_permissions=0700",
    `hba_file=${run.access}`,
    "ssl=off",
    "logging_collector=off",
    "log_destination=stderr",
    // The log outlives the command: no text of statements in it, which may hold secrets.
    "log_min_error_statement=panic",
    "log_statement=none",
    "shared_buffers=32MB",
    // A client that dies gives its locks back at once, not when its statement ends.
    ...(canWatchClients(binaries.major) ? ["client_connection_check_interval=1s"] : []),
    ...(temporary ? FOR_TRIALS : []),
  ];
}

function canWatchClients(major: number): boolean {
  return major >= (process.platform === "linux" ? 14 : 15);
}

async function within(event: Promise<void>, timeout: number): Promise<boolean> {
  const timer = new AbortController();
  const timedOut = pause(timeout, true, { signal: timer.signal }).catch(() => true);
  const late = await Promise.race([event.then(() => false), timedOut]);
  timer.abort();
  return !late;
}

function startError(message: string, output: string): DatabaseError {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const telling =
    lines.find((line) => /FATAL:|PANIC:|error:|could not|cannot|[Pp]ermission/.test(line)) ?? lines.at(-1);
  const reason = telling?.replace(/^.*?(?:FATAL|PANIC|error):\s*/, "");
  const hint = lines.find((line) => /HINT:|hint:/.test(line))?.replace(/^.*?(?:HINT|hint):\s*/, "");
  return new DatabaseError("embedded_start", reason === undefined ? message : `${message}: ${reason}`, {
    hint: hint ?? "look at the server's messages, in the data of this error with --json",
    data: { log: lines.slice(-20) },
  });
}
