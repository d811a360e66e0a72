/**
 * What SQL text is made of, as far as that can be told without a grammar: the rules of PostgreSQL's lexer, which psql has
 * a copy of too. The lexer that comes with the parser cannot be used where data of COPY or commands of psql stand between
 * the statements, nor for a text that is too large for it.
 */
export type TokenKind = "word" | "name" | "string" | "number" | "operator" | "mark" | "backslash" | "comment";

export class Lexer {
  readonly #text: string;
  /** Of the token that `next` has found, in code units. */
  kind: TokenKind = "comment";
  start = 0;
  end = 0;
  /** A string, a quoted name or a comment that does not end: the text is over. */
  unterminated = false;

  /** `from` must not lie within a token. */
  constructor(text: string, from = 0) {
    this.#text = text;
    this.end = from;
  }

  /** Goes on to the next token, comments included; false at the end of the text. */
  next(): boolean {
    const text = this.#text;
    this.start = after(SPACE, text, this.end);
    if (this.start >= text.length) {
      this.end = text.length;
      return false;
    }
    this.kind = this.#scan(this.start);
    return true;
  }

  /** Goes on behind what is no SQL. */
  skipTo(offset: number): void {
    this.end = offset;
  }

  /** The token's text, folded as an unquoted word is. */
  get word(): string {
    return foldWord(this.#text.slice(this.start, this.end));
  }

  #scan(start: number): TokenKind {
    const text = this.#text;
    const first = text[start];
    const second = text[start + 1];
    if (first === "-" && second === "-") return this.#take("comment", after(LINE_REST, text, start));
    if (first === "/" && second === "*") return this.#take("comment", this.#commentEnd(start));
    if (first === "'") return this.#take("string", this.#quoteEnd(start, "'"));
    if (first === '"') return this.#take("name", this.#quoteEnd(start, '"'));
    if (first === "$") return this.#scanDollar(start);
    if (first === "\\") return this.#take("backslash", start + 1);
    const word = after(WORD, text, start);
    if (word > start) {
      const escapes = word === start + 1 && (first === "e" || first === "E") && text[word] === "'";
      return escapes ? this.#take("string", this.#escapeStringEnd(word)) : this.#take("word", word);
    }
    const number = after(NUMBER, text, start);
    if (number > start) return this.#take("number", number);
    const operator = after(OPERATOR, text, start);
    if (operator > start) return this.#take("operator", operator);
    return this.#take("mark", start + 1);
  }

  #take(kind: TokenKind, end: number): TokenKind {
    this.end = end;
    return kind;
  }

  #over(): number {
    this.unterminated = true;
    return this.#text.length;
  }

  #quoteEnd(start: number, quote: string): number {
    for (let at = this.#text.indexOf(quote, start + 1); at !== -1; at = this.#text.indexOf(quote, at + 2)) {
      if (this.#text[at + 1] !== quote) return at + 1;
    }
    return this.#over();
  }

  /** Strings that go on behind a line end keep their first part's way of escaping. */
  #escapeStringEnd(start: number): number {
    ESCAPED.lastIndex = start + 1;
    for (let match = ESCAPED.exec(this.#text); match !== null; match = ESCAPED.exec(this.#text)) {
      if (match[0] !== "'") continue;
      const end = match.index + 1;
      const next = after(CONTINUED, this.#text, end);
      if (next === end) return end;
      ESCAPED.lastIndex = next;
    }
    return this.#over();
  }

  #commentEnd(start: number): number {
    let depth = 0;
    COMMENT_MARK.lastIndex = start;
    for (let match = COMMENT_MARK.exec(this.#text); match !== null; match = COMMENT_MARK.exec(this.#text)) {
      depth += match[0] === "/*" ? 1 : -1;
      if (depth === 0) return match.index + 2;
    }
    return this.#over();
  }

  #scanDollar(start: number): TokenKind {
    const tagEnd = after(DOLLAR_TAG, this.#text, start);
    if (tagEnd === start) return this.#take("number", after(PARAMETER, this.#text, start));
    const at = this.#text.indexOf(this.#text.slice(start, tagEnd), tagEnd);
    return this.#take("string", at === -1 ? this.#over() : at + tagEnd - start);
  }
}

const SPACE = /[ \t\n\r\f\v]+/y;
const LINE_REST = /[^\n\r]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /\d[\w\u0080-\uffff]*(?:\.(?!\.)\w*)?(?:(?<=[eE])[+-]\d+)?/y;
/** A comment may begin right behind an operator. */
const OPERATOR = /(?:(?!--|\/\*)[-+*/<>=~!@#%^&|`?:.])+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const PARAMETER = /\$\d*/y;
const ESCAPED = /\\[\s\S]|''|'/g;
const CONTINUED = /[ \t\f\v]*(?:--[^\n\r]*)?[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*'/y;
const COMMENT_MARK = /\/\*|\*\//g;

/** Where what the pattern matches at that place ends; the place itself where it matches nothing. */
function after(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}

/** As the server does in UTF-8: only the letters of ASCII. */
function foldWord(word: string): string {
  return word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
