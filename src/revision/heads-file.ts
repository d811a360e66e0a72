import { readFileSync } from "node:fs";
import { type Finding, MigraphError } from "../errors.ts";
import { replaceWhole } from "./replace.ts";

/** A head as the heads file has it. */
export interface HeadLine {
  readonly id: string;
  readonly message: string;
}

/** What a heads file holds. `conflict`: the line, from 1, where git has marked one. */
export type HeadsFile =
  | { readonly kind: "missing" }
  | { readonly kind: "conflict"; readonly line: number }
  | { readonly kind: "text"; readonly text: string };

/**
 * One line a head, in order of id. Who adds a revision replaces the line of the head that it continues: when two people
 * do so side by side, git cannot merge the two replacements, and the second of them learns of it before it is pushed.
 */
export function formatHeads(heads: readonly HeadLine[]): string {
  const sorted = [...heads].sort((a, b) => (a.id < b.id ? -1 : 1));
  return sorted.map(({ id, message }) => `${`${id} ${message}`.trimEnd()}\n`).join("");
}

/** Line ends are those that git's checkout has made. */
export function readHeads(path: string): HeadsFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8")
      .replace(/^\ufeff/, "")
      .replace(/\r\n/g, "\n");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
    throw unusable(path, "read", error);
  }
  const marked = text.split("\n").findIndex((line) => /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line));
  return marked === -1 ? { kind: "text", text } : { kind: "conflict", line: marked + 1 };
}

/** What has happened when git has marked a conflict in the heads file, and what to do. */
export function headsConflict(file: string, line: number): Finding {
  return {
    code: "heads_file",
    message: "git has marked a conflict: two lines of work have added revisions side by side",
    hint:
      "`migraph merge` joins them, `migraph rebase` puts one on top of the other, `migraph heads --write` keeps both; " +
      "each of them writes the file anew",
    file,
    line,
  };
}

/** Takes the place of what was there in one step. */
export function writeHeads(path: string, text: string): void {
  try {
    replaceWhole(path, text);
  } catch (error) {
    throw unusable(path, "written", error);
  }
}

function unusable(path: string, what: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return new MigraphError("unwritable", 2, `the heads file ${path} cannot be ${what} (${code})`, {
    hint: "check the path that `headsFile` names, and its permissions; `migraph heads --write` writes it anew",
    cause: error,
  });
}
