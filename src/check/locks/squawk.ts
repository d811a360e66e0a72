import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { prepareScript } from "../../script/prepare.ts";
import type { TracedStep } from "./traced.ts";

/** What squawk says of the text of a script. */
export interface SquawkFinding {
  readonly step: TracedStep;
  /** In the file, from 1. */
  readonly line: number;
  readonly rule: string;
  readonly message: string;
  readonly help: string | undefined;
}

export interface SquawkAnswer {
  readonly findings: readonly SquawkFinding[];
  /** Scripts that it could not read, and says nothing more of. */
  readonly unread: readonly TracedStep[];
}

/**
 * What squawk, the linter, finds in scripts; undefined where it is not installed. `folders`: from which its package is
 * looked for, the project's first. `root`: where its own configuration is.
 */
export async function squawkFindings(
  steps: readonly TracedStep[],
  { folders, root, major }: { readonly folders: readonly string[]; readonly root: string; readonly major: number },
): Promise<SquawkAnswer | undefined> {
  const program = folders.map(programFrom).find((path) => path !== undefined);
  if (program === undefined) return undefined;
  const directory = await mkdtemp(join(tmpdir(), "migraph-squawk-"));
  try {
    const files = await Promise.all(
      steps.map(async (step, index) => {
        const path = join(directory, `${index}.sql`);
        await writeFile(path, await withoutData(step));
        return { path, transaction: step.step.script.settings.transaction };
      }),
    );
    const common = ["--reporter", "json", "--pg-version", `${major}.0`];
    const inTransaction = files.filter(({ transaction }) => transaction).map(({ path }) => path);
    const outside = files.filter(({ transaction }) => !transaction).map(({ path }) => path);
    const answers = [
      ...(await lint(program, root, [...common, "--assume-in-transaction"], inTransaction)),
      ...(await lint(program, root, common, outside)),
    ];
    const all = answers.flatMap(({ file, line, rule_name: rule, message, help }) => {
      const step = steps[Number(basename(file, ".sql"))];
      // It counts lines from 0.
      return step === undefined ? [] : [{ step, line: line + 1, rule, message, help: help ?? undefined }];
    });
    const unread = all.filter(({ rule }) => rule === "syntax-error").map(({ step }) => step);
    return { findings: all.filter(({ step }) => !unread.includes(step)), unread: [...new Set(unread)] };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Its package asks for one with the program, of this platform. */
function programFrom(folder: string): string | undefined {
  try {
    const own = createRequire(join(folder, "package.json")).resolve("squawk-cli/package.json");
    const program = process.platform === "win32" ? "squawk.exe" : "squawk";
    return createRequire(own).resolve(`@squawk-cli/${process.platform}-${process.arch}/bin/${program}`);
  } catch {
    return undefined;
  }
}

/** As the server is sent it, without the data of COPY: every line where it was. */
async function withoutData({ step: { script }, text }: TracedStep): Promise<string> {
  const { copies } = await prepareScript(script.text, script.settings);
  return copies.reduce((rest, { dataStart, next }) => {
    const blank = rest.slice(dataStart, next).replace(/[^\r\n]/g, " ");
    return rest.slice(0, dataStart) + blank + rest.slice(next);
  }, text);
}

interface Answer {
  readonly file: string;
  readonly line: number;
  readonly rule_name: string;
  readonly message: string;
  readonly help: string | null;
}

/** So many files at once as a command line can name. */
const MOST_FILES = 500;

async function lint(
  program: string,
  root: string,
  options: readonly string[],
  files: readonly string[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < files.length; from += MOST_FILES) {
    const output = await new Promise<string>((resolve) => {
      const settings = { cwd: root, maxBuffer: 2 ** 28 };
      // It fails when it has found something, and then has said so.
      execFile(program, [...options, ...files.slice(from, from + MOST_FILES)], settings, (_, stdout) =>
        resolve(stdout),
      );
    });
    if (output.trim().startsWith("[")) answers.push(...(JSON.parse(output) as readonly Answer[]));
  }
  return answers;
}
