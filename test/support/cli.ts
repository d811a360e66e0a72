import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another user to run as. */
  readonly uid?: number;
}

export const PROGRAM = join(import.meta.dirname, "../../dist/migraph.js");

/** Runs the built command line as a process of its own, with no environment but what is given. */
export async function migraph(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return await watch(run(args, options)).ended;
}

/** A command that is under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** When stdout and stderr together have this in them. Fails when the process ends without. */
  said(pattern: RegExp): Promise<void>;
}

/** As migraph(), without waiting for the end; what still runs when the test is over is killed. */
export function start(args: readonly string[], options: CliOptions): Running {
  const child = run(args, options);
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return watch(child);
}

function run(args: readonly string[], options: CliOptions): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd,
    env: environment(options),
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
}

export function environment({ env }: Pick<CliOptions, "env">): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, XDG_CACHE_HOME: caches, LANG: "C.UTF-8", ...env };
}

/** What migraph remembers from run to run is not to outlive the tests, nor the code that they are about. */
const caches = join(tmpdir(), `migraph-test-caches-${process.pid}`);
afterAll(() => rmSync(caches, { recursive: true, force: true }));

export function watch(child: ChildProcess): Running {
  const output = { stdout: "", stderr: "" };
  const waiting = new Set<() => void>();
  const look = () => {
    for (const each of waiting) each();
  };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
      output[name] += chunk;
      look();
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...output }));
  const said = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!pattern.test(output.stdout + output.stderr)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
      void ended.then(() => reject(new Error(`ended without ${pattern}: ${output.stdout}${output.stderr}`)));
    });
  return { child, ended, said };
}
