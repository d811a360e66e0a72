import { LARGEST, ParseFault, parseStatements, type StatementTree } from "./parse.ts";
import { codeUnitOffset, LineCounter } from "./position.ts";
import { withoutRestrictions } from "./psql.ts";
import { divide, type Sections } from "./sections.ts";

/** One statement of a script, with its place. */
export interface ScriptStatement {
  /** Offsets in code units of the script's text: from the first character of the first word to the end, without the semicolon. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** As the parser gives it, as in `{ IndexStmt: {…} }`; undefined where only the lexer could split. */
  readonly tree: StatementTree | undefined;
  /** Of COPY … FROM stdin: where its data stands, without the line that ends it. */
  readonly data?: { readonly start: number; readonly end: number };
}

/** Why the parser could not read a script, and where. */
interface Unread {
  readonly message: string;
  /** In code units; undefined where it is not known. */
  readonly offset: number | undefined;
}

/** The statements of a script, and what is known of them. */
export interface Reading {
  readonly statements: readonly ScriptStatement[];
  /** Of one statement that is too large, the others' trees are known all the same. */
  readonly unread: Unread | undefined;
}

/** All statements in order, by PostgreSQL's own parser; where it cannot parse, by its lexer; undefined when neither can. */
export async function splitStatements(text: string): Promise<readonly ScriptStatement[] | undefined> {
  const sections = divide(text);
  const { statements, unread } = await readStatements(withoutRestrictions(text, sections), sections);
  return unread !== undefined && sections.unterminated ? undefined : statements;
}

/** The statements of a text that has been divided, in which no command of psql is left that means something. */
export async function readStatements(text: string, sections: Sections): Promise<Reading> {
  const data = new Map(
    sections.copies.map(({ start, dataStart, dataEnd }) => [start, { start: dataStart, end: dataEnd }]),
  );
  const lines = new LineCounter(text);
  const placed = (start: number, end: number, tree: StatementTree | undefined): ScriptStatement => {
    const read = data.get(start);
    return { start, end, line: lines.lineOf(start), tree, ...(read === undefined ? {} : { data: read }) };
  };
  const statements: ScriptStatement[] = [];
  let unread: Unread | undefined;
  for (const { start, end } of piecesOf(text, sections)) {
    const piece = text.slice(start, end);
    if (isTooLarge(piece)) {
      unread ??= { message: `a statement of ${megabytes(piece)} MB is too large for the parser`, offset: start };
      statements.push(placed(start, end, undefined));
      continue;
    }
    const parsed = await parseStatements(piece);
    if (parsed instanceof ParseFault) {
      const { message, position } = parsed;
      const offset = position === undefined ? undefined : start + codeUnitOffset(piece, position);
      const lexed = sections.statements.map((statement) => placed(statement.start, statement.end, undefined));
      return { statements: lexed, unread: { message, offset } };
    }
    const offsets = new ByteOffsets(piece);
    for (const { stmt, stmt_location: at = 0, stmt_len: length } of parsed) {
      const from = offsets.codeUnits(at);
      const until = length === undefined ? piece.length : offsets.codeUnits(at + length);
      statements.push(placed(start + from, start + piece.slice(0, until).trimEnd().length, stmt));
    }
  }
  return { statements, unread };
}

/** Code units of a text that is parsed in pieces, when the whole is too large. */
const PIECE = 1_000_000;

/** Stretches of SQL that can be parsed each by itself: what lies between the data of COPY, and not too much at once. */
function* piecesOf(text: string, { statements, copies }: Sections): Iterable<{ start: number; end: number }> {
  const behind = new Map(copies.map(({ start, next }) => [start, next]));
  const large = isTooLarge(text);
  let start = 0;
  let end = 0;
  for (const statement of statements) {
    if (large && statement.end - start > PIECE) {
      if (end > start) yield { start, end };
      start = statement.start;
    }
    end = statement.end;
    const next = behind.get(statement.start);
    if (next === undefined) continue;
    yield { start, end };
    start = next;
    end = next;
  }
  // What the lexer may have taken for no statement, the parser is to see too.
  yield { start, end: large ? end : text.length };
}

/** For the parser to take it at once. */
function isTooLarge(text: string): boolean {
  return text.length * 3 > LARGEST && Buffer.byteLength(text) > LARGEST;
}

function megabytes(text: string): string {
  return (Buffer.byteLength(text) / 1_000_000).toFixed(1);
}

/** The parser tells places in bytes of UTF-8; asked for in ascending order. */
class ByteOffsets {
  readonly #bytes: Buffer | undefined;
  #at = 0;
  #units = 0;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    this.#bytes = bytes.length === text.length ? undefined : bytes;
  }

  codeUnits(offset: number): number {
    if (this.#bytes === undefined) return offset;
    this.#units += this.#bytes.toString("utf8", this.#at, offset).length;
    this.#at = offset;
    return this.#units;
  }
}
