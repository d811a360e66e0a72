import { UsageError } from "../errors.ts";
import { decodeScript, readScriptFile } from "../revision/file.ts";
import type { OptionValues } from "./command.ts";

/** Stands for stdin in the place of a file. */
const STDIN = "-";

/**
 * SQL that options name files of, by the options' names. Stdin is read only where it is asked for by `-`: in a loop of
 * the shell it holds what the loop reads, and a pipe that nobody writes to would be waited for.
 */
export async function readSqlOptions<Name extends string>(
  options: OptionValues,
  names: readonly Name[],
): Promise<Partial<Record<Name, string>>> {
  const fromStdin = names.filter((name) => options.text(name) === STDIN);
  if (fromStdin.length > 1) {
    throw new UsageError(`${fromStdin.map((name) => `--${name}`).join(" and ")} both ask for stdin`, {
      hint: "name a file for one of them",
    });
  }
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const path = options.text(name);
    if (path !== undefined) found[name] = await readSql(`--${name}`, path);
  }
  return found;
}

async function readSql(option: string, path: string): Promise<string> {
  const what = path === STDIN ? "stdin" : path;
  const file = path === STDIN ? decodeScript(await stdin()) : readScriptFile(path);
  if (file.kind === "missing") {
    throw new UsageError(`${option}: there is no file ${path}`, { code: "missing_file", hint: "check the path" });
  }
  if (file.kind === "fault") {
    throw new UsageError(`${option}: ${what} cannot be taken: ${file.message}`, { code: file.code, hint: file.hint });
  }
  if (file.text.trim() !== "") return file.text;
  throw new UsageError(`${option}: there is nothing in ${what}`, {
    code: "no_sql",
    hint: path === STDIN ? "did the command before the pipe fail?" : "leave the option out to write the script later",
  });
}

async function stdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
