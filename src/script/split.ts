import { Lexer } from "./lexer.ts";

/** A statement as the lexer finds it, from its first word to its end without the semicolon. */
export interface LexedStatement {
  readonly start: number;
  readonly end: number;
  /** Behind the semicolon, if it has one. */
  readonly next: number;
  /** Its first words, in lower case. */
  readonly words: readonly string[];
  /** Reads what the server then asks for: COPY … FROM stdin. */
  readonly takesData: boolean;
}

/** As many words as tell a function from others: CREATE OR REPLACE FUNCTION. */
const WORDS_KEPT = 4;

/**
 * Reads one statement after the other as psql does: up to a semicolon outside of parentheses and of a BEGIN ATOMIC.
 * Comments do not count. At a backslash outside of quotes it stops, for there a command of psql stands.
 */
export class Splitter {
  readonly #text: string;
  readonly #lexer: Lexer;
  /** Where the backslash is that it stopped at. */
  backslash: number | undefined;

  constructor(text: string, from = 0) {
    this.#text = text;
    this.#lexer = new Lexer(text, from);
  }

  get unterminated(): boolean {
    return this.#lexer.unterminated;
  }

  skipTo(offset: number): void {
    this.#lexer.skipTo(offset);
    this.backslash = undefined;
  }

  /** Undefined at the end of the text, and where there is a backslash. */
  next(): LexedStatement | undefined {
    const lexer = this.#lexer;
    const words: string[] = [];
    let start = -1;
    let end = -1;
    let depth = 0;
    let blocks = 0;
    let isFrom = false;
    let takesData = false;
    while (lexer.next()) {
      if (lexer.kind === "comment") continue;
      if (lexer.kind === "backslash") {
        this.backslash = lexer.start;
        break;
      }
      const mark = lexer.kind === "mark" ? this.#text[lexer.start] : undefined;
      if (mark === ";" && depth === 0 && blocks === 0) {
        if (start === -1) continue;
        return { start, end, next: lexer.end, words, takesData };
      }
      if (start === -1) start = lexer.start;
      end = lexer.end;
      if (mark === "(") depth++;
      if (mark === ")") depth = Math.max(0, depth - 1);
      const word = lexer.kind === "word" ? lexer.word : undefined;
      if (word !== undefined && words.length < WORDS_KEPT) words.push(word);
      if (depth > 0) continue;
      if (word !== undefined && makesRoutine(words)) blocks = Math.max(0, blocks + (BLOCKS[word]?.(blocks) ?? 0));
      takesData ||= isFrom && words[0] === "copy" && (word === "stdin" || word === "stdout");
      isFrom = word === "from";
    }
    return start === -1 ? undefined : { start, end, next: end, words, takesData };
  }
}

function makesRoutine([create, ...words]: readonly string[]): boolean {
  const [kind] = words[0] === "or" && words[1] === "replace" ? words.slice(2) : words;
  return create === "create" && (kind === "function" || kind === "procedure");
}

/** What a word does to the number of blocks of BEGIN ATOMIC that are open. */
const BLOCKS: Readonly<Partial<Record<string, (open: number) => number>>> = {
  begin: () => 1,
  case: (open) => (open > 0 ? 1 : 0),
  end: () => -1,
};
