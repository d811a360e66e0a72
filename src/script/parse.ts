import type { Node } from "libpg-query";

/** A statement's tree as PostgreSQL's parser gives it: one key, which tells its kind, as in `{ IndexStmt: {…} }`. */
export type StatementTree = Node;

/** A statement as the parser gives it. */
export interface ParsedStatement {
  readonly stmt: StatementTree;
  /** Where its first word is: an offset in bytes of UTF-8. The parser leaves out a zero. */
  readonly stmt_location?: number;
  /** In bytes, without the semicolon; left out where it goes to the end of the text. */
  readonly stmt_len?: number;
}

/** Why a text could not be parsed. */
export class ParseFault {
  readonly message: string;
  /** In code points from 0; undefined where the parser did not say. */
  readonly position: number | undefined;

  constructor(message: string, position?: number) {
    this.message = message;
    this.position = position;
  }
}

/** In bytes. Above this the parser's memory runs out. */
export const LARGEST = 4_000_000;

/**
 * Where a text is nested too deep, the parser breaks off and leaves its stack as it was. After some two dozen times that
 * is used up, and it would no longer answer at all.
 */
const BREAKDOWNS = 8;
let breakdowns = 0;

/** By PostgreSQL's own parser. `text` has no NUL and at most LARGEST bytes. */
export async function parseStatements(text: string): Promise<readonly ParsedStatement[] | ParseFault> {
  if (text.trim() === "") return [];
  if (breakdowns >= BREAKDOWNS)
    return new ParseFault("the parser has given up, after too many that were too deep for it");
  const { parse } = await import("libpg-query");
  try {
    return ((await parse(text)).stmts ?? []) as readonly ParsedStatement[];
  } catch (error) {
    const { message, sqlDetails } = error as { message: string; sqlDetails?: { cursorPosition?: number } };
    if (sqlDetails !== undefined) return new ParseFault(message, sqlDetails.cursorPosition);
    breakdowns++;
    return new ParseFault("it is nested too deep for the parser");
  }
}
