import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { accessSync, constants, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, delimiter, dirname, join, sep } from "node:path";
import { DatabaseError } from "../../errors.ts";
import type { Account } from "./account.ts";

/** Starts a program of PostgreSQL as the account that the server has. */
export type Launch = (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

/** The capability that lets a process read and pass through what its user may not, and its number in the kernel. */
const CAPABILITIES = [
  { name: "dac_read_search", bit: 2n, executes: false },
  // Can write too, which is not needed; but it is the one that containers have by default.
  { name: "dac_override", bit: 1n, executes: true },
];

/** Of `setpcap`: to hand a capability on takes this one too. */
const SETPCAP_BIT = 8n;

/**
 * How to start programs so that they reach every one of `paths`. As ourselves this is plain. For another account, a
 * folder above a path may be closed (a project under /root, a clone in a 0700 folder of CI): then `setpriv` starts the
 * program as that account with the one capability that passes through closed folders, and no other.
 */
export function launcherFor(account: Account | undefined, paths: readonly string[], means = findMeans): Launch {
  const base = { cwd: "/", env: serverEnvironment() };
  if (!account) return (program, args, options) => spawn(program, args, { ...base, ...options });

  const { uid, gid } = account;
  const blocked = paths.map((path) => firstBlocked(path, account)).find((folder) => folder !== undefined);
  if (blocked === undefined) {
    return (program, args, options) => spawn(program, args, { ...base, ...options, uid, gid });
  }
  const { setpriv, permitted } = means();
  const closedFile = paths.some((path) => isClosedFile(path, account));
  const may = (bit: bigint) => ((permitted >> bit) & 1n) === 1n;
  const capability = CAPABILITIES.find(({ bit, executes }) => may(bit) && (executes || !closedFile));
  if (setpriv === undefined || !capability || !may(SETPCAP_BIT)) throw blockedError(blocked, account);
  const privileges = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
    // access(2), with which PostgreSQL looks for its own files, counts capabilities only under this bit.
    "--securebits=+no_setuid_fixup",
    `--inh-caps=-all,+${capability.name}`,
    `--ambient-caps=-all,+${capability.name}`,
    `--bounding-set=-all,+${capability.name}`,
    "--",
  ];
  return (program, args, options) => spawn(setpriv, [...privileges, program, ...args], { ...base, ...options });
}

/** What there is to pass closed folders with. */
interface Means {
  readonly setpriv: string | undefined;
  /** The capabilities that this process may hand on, a bit each. */
  readonly permitted: bigint;
}

function findMeans(): Means {
  return { setpriv: findSetpriv(), permitted: permittedCapabilities() };
}

/** The first folder or file from the root down to `path` that `account` may not pass through or read. */
export function firstBlocked(path: string, account: Account): string | undefined {
  const parts = path.split(sep);
  for (let length = 1; length <= parts.length; length += 1) {
    const part = parts.slice(0, length).join(sep) || sep;
    const found = statSync(part, { throwIfNoEntry: false });
    if (!found) return undefined;
    const needed = length < parts.length ? 0o1 : 0o5;
    if ((permissionsOf(found, account) & needed) !== needed) return part;
  }
  return undefined;
}

/** A program that was installed for its owner alone (umask 077). */
function isClosedFile(path: string, account: Account): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && (permissionsOf(found, account) & 0o1) === 0;
}

/** The rwx bits that count for the account. */
function permissionsOf(found: Stats, account: Account): number {
  if (found.uid === account.uid) return (found.mode >> 6) & 0o7;
  if (found.gid === account.gid) return (found.mode >> 3) & 0o7;
  return found.mode & 0o7;
}

function blockedError(folder: string, account: Account): DatabaseError {
  return new DatabaseError(
    "embedded_blocked",
    `the embedded server has to run as ${account.name}, because PostgreSQL refuses root, and ${account.name} may not pass ${folder}`,
    {
      hint: `run migraph as another user than root, or open the folder (chmod o+x ${folder}), or install setpriv (package util-linux)`,
      data: { folder, account: account.name },
    },
  );
}

/** The one of util-linux: busybox has a smaller one, which cannot change the user. */
function findSetpriv(): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .concat("/usr/bin", "/usr/sbin")
    .map((folder) => join(folder, "setpriv"))
    .find((file) => isExecutable(file) && basename(realpathSync(file)) !== "busybox");
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function permittedCapabilities(): bigint {
  try {
    const [, mask = "0"] = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return BigInt(`0x${mask}`);
  } catch {
    return 0n;
  }
}

/** What the server gets of our environment: no PG* variables that steer it, no DATABASE_URL for SQL to read. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "HOME", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH"];
  const entries = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  // Messages in English, and no locale of the terminal that the server may not know.
  return { ...Object.fromEntries(entries), LC_ALL: "C" };
}

/** What has to be reachable for the programs in `bin` to work. */
export function programPaths(bin: string): readonly string[] {
  const root = dirname(bin);
  return [join(bin, "postgres"), join(bin, "initdb"), join(root, "lib"), join(root, "share")];
}
