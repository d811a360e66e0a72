/** A place in a script, as an editor shows it. */
export interface Place {
  /** Both counted from 1; the column in code points. */
  readonly line: number;
  readonly column: number;
  /** The line's text, cut to a window around the column when it is long. */
  readonly excerpt: string;
  /** Where in the excerpt the caret belongs, in code points from 0. */
  readonly caret: number;
}

/** Code points of a long line that are shown. */
const WINDOW = 100;

/** What ends a line for the server and for psql, which counts lines so too. */
const LINE_END = /\r\n?|\n/g;

/** `position`: what the server says: code points of the message, from 1. One past the end is a place too. */
export function placeOf(text: string, position: number): Place {
  const offset = codeUnitOffset(text, position - 1);
  const { line, start, end } = lineAround(text, offset);
  // The position may be that of the line end itself, which is not shown.
  const column = countPoints(text, start, Math.min(offset, end));
  return { line, column: column + 1, ...excerptOf(text.slice(start, end), column) };
}

/** The line on which an offset (in code units) lies, from 1. */
export function lineOfOffset(text: string, offset: number): number {
  return lineAround(text, offset).line;
}

/** Lines of offsets that are asked for in ascending order, as those of statements are; going back costs a new count. */
export class LineCounter {
  readonly #text: string;
  #line = 1;
  #start = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** From 1. */
  lineOf(offset: number): number {
    if (offset < this.#start) {
      this.#line = 1;
      this.#start = 0;
    }
    LINE_END.lastIndex = this.#start;
    while (LINE_END.exec(this.#text) !== null && LINE_END.lastIndex <= offset) {
      this.#line++;
      this.#start = LINE_END.lastIndex;
    }
    return this.#line;
  }
}

/** Code units that so many code points from the beginning of the text take. */
export function codeUnitOffset(text: string, points: number): number {
  let offset = 0;
  for (let count = 0; count < points && offset < text.length; count++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

/** Code points before an offset in code units: what is added to a position in a message that begins there. */
export function codePointsBefore(text: string, offset: number): number {
  return countPoints(text, 0, offset);
}

/** The line's number from 1, and where it starts and ends without what ends it. */
function lineAround(text: string, offset: number): { line: number; start: number; end: number } {
  let line = 1;
  let start = 0;
  LINE_END.lastIndex = 0;
  for (let match = LINE_END.exec(text); match !== null; match = LINE_END.exec(text)) {
    if (offset < LINE_END.lastIndex) return { line, start, end: match.index };
    line++;
    start = LINE_END.lastIndex;
  }
  return { line, start, end: text.length };
}

function countPoints(text: string, start: number, end: number): number {
  let count = 0;
  for (let offset = start; offset < end; count++) offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

function excerptOf(line: string, column: number): { excerpt: string; caret: number } {
  const length = countPoints(line, 0, line.length);
  const from = Math.max(0, Math.min(column - WINDOW / 2, length - WINDOW));
  const until = from + WINDOW;
  // A tab is as wide as the terminal likes; one column for each character keeps the caret where it belongs.
  const shown = line.slice(codeUnitOffset(line, from), codeUnitOffset(line, until)).replaceAll("\t", " ");
  const before = from > 0 ? "…" : "";
  const after = until < length ? "…" : "";
  return { excerpt: `${before}${shown}${after}`, caret: column - from + before.length };
}
