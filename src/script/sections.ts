import { type LexedStatement, Splitter } from "./split.ts";

/** A COPY … FROM stdin and the lines below it that it reads. Offsets in code units of the whole text. */
export interface CopyStatement {
  readonly start: number;
  readonly end: number;
  readonly dataStart: number;
  /** Without the line of a backslash and a dot that ends it. */
  readonly dataEnd: number;
  /** Where SQL goes on, behind that line. */
  readonly next: number;
}

/** A command of psql, which no server knows. */
export interface PsqlCommand {
  readonly start: number;
  readonly end: number;
}

/** A script as the lexer sees it: what is SQL in it, and what is not. */
export interface Sections {
  readonly statements: readonly LexedStatement[];
  readonly copies: readonly CopyStatement[];
  readonly commands: readonly PsqlCommand[];
  /** Something begins that does not end, so the end of the text was not understood. */
  readonly unterminated: boolean;
}

/** Divides a text as psql does when it reads it from a file. */
export function divide(text: string): Sections {
  const statements: LexedStatement[] = [];
  const copies: CopyStatement[] = [];
  const commands: PsqlCommand[] = [];
  const splitter = new Splitter(text);
  for (;;) {
    const statement = splitter.next();
    if (statement !== undefined) statements.push(statement);
    const { backslash } = splitter;
    if (backslash !== undefined) {
      const end = lineEnd(text, backslash);
      commands.push({ start: backslash, end });
      splitter.skipTo(end);
    } else if (statement === undefined) {
      return { statements, copies, commands, unterminated: splitter.unterminated };
    } else if (statement.takesData) {
      const copy = withData(text, statement);
      copies.push(copy);
      splitter.skipTo(copy.next);
    }
  }
}

/** A line of its own, whatever ends it; the data may be empty. */
const END_OF_DATA = /(?<=\n)\\\.(?:\r?\n|\r?$)/g;

function withData(text: string, { start, end, next }: LexedStatement): CopyStatement {
  const dataStart = behindLine(text, next);
  END_OF_DATA.lastIndex = dataStart;
  const last = END_OF_DATA.exec(text);
  if (last === null) return { start, end, dataStart, dataEnd: text.length, next: text.length };
  return { start, end, dataStart, dataEnd: last.index, next: END_OF_DATA.lastIndex };
}

function behindLine(text: string, offset: number): number {
  const at = text.indexOf("\n", offset);
  return at === -1 ? text.length : at + 1;
}

function lineEnd(text: string, offset: number): number {
  const line = /[^\n\r]*/y;
  line.lastIndex = offset;
  line.test(text);
  return line.lastIndex;
}
