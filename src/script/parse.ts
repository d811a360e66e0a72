/** A statement as PostgreSQL's parser gives it; of its tree only what is looked at here. */
export interface Statement {
  readonly stmt?: {
    readonly TransactionStmt?: { readonly kind?: string };
    readonly CopyStmt?: { readonly is_from?: boolean; readonly filename?: string; readonly is_program?: boolean };
  };
  /** Where its first word is: an offset in bytes of UTF-8. The parser leaves out a zero. */
  readonly stmt_location?: number;
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
const LARGEST = 4_000_000;

/** By PostgreSQL's own parser. `text` is not empty and has no NUL. */
export async function parseStatements(text: string): Promise<readonly Statement[] | ParseFault> {
  if (Buffer.byteLength(text) > LARGEST) return new ParseFault("too large");
  const { parse } = await import("libpg-query");
  try {
    return ((await parse(text)).stmts ?? []) as readonly Statement[];
  } catch (error) {
    const { message, sqlDetails } = error as { message: string; sqlDetails?: { cursorPosition?: number } };
    return new ParseFault(message, sqlDetails?.cursorPosition);
  }
}

/**
 * Whether the word at an offset is one of the language's, by PostgreSQL's own lexer, which needs no text that parses.
 * Where the text breaks off inside a string or a comment the lexer fails: then the word is part of that.
 */
export async function isKeywordAt(text: string, offset: number): Promise<boolean> {
  if (Buffer.byteLength(text) > LARGEST) return true;
  const { scan } = await import("libpg-query");
  const start = Buffer.byteLength(text.slice(0, offset));
  try {
    return (await scan(text)).tokens.some((token) => token.start === start && token.keywordName !== "NO_KEYWORD");
  } catch {
    return false;
  }
}
