import { spawn, spawnSync } from "node:child_process";
import { onTestFinished } from "vitest";
import { type CliOptions, environment, PROGRAM, type Running, watch } from "./cli.ts";

/** What a person at a terminal does. */
export interface Terminal extends Running {
  type(text: string): void;
}

export const CTRL_C = "\x03";
export const CTRL_D = "\x04";

/** Nothing but script(1) of util-linux gives a terminal to a program here. */
export const HAS_TERMINAL = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

/** Runs a command line of a shell in a terminal of that width; `migraph` in it is the built one. */
export function atTerminal(line: string, options: CliOptions & { readonly columns?: number }): Terminal {
  const columns = options.columns ?? 80;
  const shell = `stty cols ${columns} rows 24; migraph() { '${process.execPath}' '${PROGRAM}' "$@"; }; ${line}`;
  const child = spawn("script", ["-qec", shell, "/dev/null"], {
    cwd: options.cwd,
    env: { ...environment(options), TERM: "xterm", SHELL: "/bin/sh" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return { ...watch(child), type: (text) => child.stdin?.write(text) };
}

/** What is left on the screen of lines that were written over, without colours. */
export function onScreen(output: string): string {
  const lines = output.split(/\r*\n/).map((line) => line.split("\r\x1b[2K").at(-1) ?? "");
  return lines.join("\n").replace(/\x1b\[[\d;?]*[A-Za-z]/g, "");
}
