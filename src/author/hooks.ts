import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ProgramError } from "../errors.ts";
import { readScriptFile } from "../revision/file.ts";
import { parseDownHeader, parseUpHeader } from "../revision/header.ts";

const FILE = "{file}";
/** Of what a hook prints, the end is kept: that is where programs say why they failed. */
const LONGEST_OUTPUT = 8_000;

/**
 * Runs the hooks over files that were written, each hook for each file. They are run without a shell, the file's path
 * being one argument whatever is in it: in the place of `{file}`, or else as the last. `root` is where they run.
 */
export async function runHooks(
  hooks: readonly (readonly string[])[],
  files: readonly string[],
  root: string,
): Promise<void> {
  for (const hook of hooks) {
    for (const file of files) {
      const before = headerOf(file);
      await run(hook, file, root);
      assertKept(hook, file, before, headerOf(file));
    }
  }
}

async function run(hook: readonly string[], file: string, root: string): Promise<void> {
  const path = resolve(file);
  const words = hook.some((word) => word.includes(FILE)) ? hook : [...hook, FILE];
  const [program = "", ...args] = words.map((word) => word.replaceAll(FILE, path));
  const { spawn } = await import("node:child_process");
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: false });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output = (output + chunk).slice(-LONGEST_OUTPUT);
    });
  }
  const failure = await new Promise<string | undefined>((settle) => {
    child.on("error", (error: NodeJS.ErrnoException) => settle(startFailure(error)));
    child.on("close", (code, signal) => settle(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`));
  });
  if (failure === undefined) return;
  throw new ProgramError("hook_failed", `the hook ${hook.join(" ")} ${failure}, for ${file}`, output.trimEnd(), {
    hint: "what was written is kept; mend the file or the hook, and run the hook by hand",
    data: { file, hook },
  });
}

function startFailure({ code }: NodeJS.ErrnoException): string {
  return code === "ENOENT" ? "cannot be found" : `cannot be started (${code})`;
}

/** What the top of a script says; undefined for a file that cannot be read any more. */
function headerOf(path: string): { readonly header: unknown; readonly faults: number } | undefined {
  const file = readScriptFile(path);
  if (file.kind !== "text") return undefined;
  if (path.endsWith("verify.sql")) return { header: undefined, faults: 0 };
  const { header, faults } = path.endsWith("up.sql") ? parseUpHeader(file.text) : parseDownHeader(file.text);
  return { header, faults: faults.length };
}

/** A formatter that takes the comments at the top for any others would make another revision of it, or none. */
function assertKept(hook: readonly string[], file: string, before: unknown, after: unknown): void {
  if (after !== undefined && isDeepStrictEqual(before, after)) return;
  const what = after === undefined ? "left no text in" : "changed the header of";
  throw new ProgramError("hook_changed_header", `the hook ${hook.join(" ")} has ${what} ${file}`, "", {
    hint: "write the header's lines as they were, and have the hook leave the comments at the top alone",
    data: { file, hook },
  });
}
