import { isKeywordAt, type Statement } from "./parse.ts";

/** The server would answer it by waiting for data, and the script has none to send. */
export function isCopyFromStdin({ stmt }: Statement): boolean {
  const copy = stmt?.CopyStmt;
  return copy?.is_from === true && copy.filename === undefined && !copy.is_program;
}

const LOOKS_SO = /(?<=^|;)[ \t]*copy\s[^;]*?\sfrom\s+stdin\b/gim;

/** Offset of a COPY … FROM stdin in a text that does not parse, as none does that has the data of the COPY below it. */
export async function findCopy(text: string): Promise<number | undefined> {
  for (const match of text.matchAll(LOOKS_SO)) {
    const start = match.index + match[0].search(/\S/);
    if (await isKeywordAt(text.slice(0, match.index + match[0].length), start)) return start;
  }
  return undefined;
}
