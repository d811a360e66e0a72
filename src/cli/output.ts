import { createInterface } from "node:readline/promises";
import pc from "picocolors";
import type { Output } from "../report/output.ts";

/** Options are looked for in the raw arguments, since an error may come before they are understood. */
export function processOutput(argv: readonly string[]): Output {
  const end = argv.indexOf("--");
  const flags = new Set(end === -1 ? argv : argv.slice(0, end));
  const json = flags.has("--json");
  const quiet = flags.has("--quiet");
  const { stdin, stdout, stderr } = process;
  const writeLine = (stream: NodeJS.WriteStream, text: string) =>
    stream.write(text.endsWith("\n") ? text : `${text}\n`);
  const asks = !flags.has("--yes") && !json && stdin.isTTY === true && stdout.isTTY === true;
  return {
    json,
    asks,
    quiet,
    verbose: flags.has("--verbose") || flags.has("-v"),
    colors: pc.createColors(useColors(flags, stdout)),
    width: stdout.isTTY ? stdout.columns : undefined,
    unicode: process.env["TERM"] !== "linux" && !/^(C|POSIX)$/.test(locale()),
    print: (text) => {
      if (!json && !quiet) writeLine(stdout, text);
    },
    document: (value) => {
      writeLine(stdout, JSON.stringify(value, null, 2));
    },
    complain: (text) => {
      writeLine(stderr, text);
    },
    confirm: async (question) => {
      if (!asks) return true;
      const terminal = createInterface({ input: stdin, output: stdout });
      try {
        return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
      } finally {
        terminal.close();
      }
    },
  };
}

/** The C locale is taken at its word only where it is set: without any, terminals of today show UTF-8. */
function locale(): string {
  return process.env["LC_ALL"] || process.env["LC_CTYPE"] || process.env["LANG"] || "";
}

function useColors(flags: ReadonlySet<string>, stdout: NodeJS.WriteStream): boolean {
  if (flags.has("--no-color") || process.env["NO_COLOR"]) return false;
  return stdout.isTTY === true && process.env["TERM"] !== "dumb";
}
