import { readFileSync } from "node:fs";
import { MigraphError } from "../errors.ts";
import { replaceWhole } from "../revision/replace.ts";

/** Gives the file another text, in one step, if it has not that text. True when it was written. */
export function keepSchemaFile(path: string, text: string): boolean {
  try {
    // Line ends are those that git's checkout has made.
    if (readFileSync(path, "utf8").replaceAll("\r\n", "\n") === text) return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw unwritable(path, error);
  }
  try {
    replaceWhole(path, text);
    return true;
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return new MigraphError("unwritable", 2, `the schema file ${path} cannot be written (${code})`, {
    hint: "check the path and its permissions; `migraph dump --output` writes it anew",
    cause: error,
  });
}
