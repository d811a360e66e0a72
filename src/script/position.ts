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

const WINDOW = 100;

/** `position`: what the server says: code points of the message, from 1. One past the end is a place too. */
export function placeOf(text: string, position: number): Place {
  const offset = codeUnitOffset(text, position - 1);
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  const points = Array.from(text.slice(lineStart, newline === -1 ? text.length : newline).replace(/\r$/, ""));
  const column = Array.from(text.slice(lineStart, offset)).length;
  return { line: lineOfOffset(text, offset), column: column + 1, ...excerptOf(points, column) };
}

/** The line on which an offset (in code units) lies, from 1. */
export function lineOfOffset(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

function codeUnitOffset(text: string, points: number): number {
  let offset = 0;
  for (let count = 0; count < points && offset < text.length; count++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

function excerptOf(points: readonly string[], column: number): { excerpt: string; caret: number } {
  const from = points.length <= WINDOW ? 0 : Math.max(0, Math.min(column - WINDOW / 2, points.length - WINDOW));
  const shown = points
    .slice(from, from + WINDOW)
    .join("")
    .replaceAll("\t", " ");
  const before = from > 0 ? "…" : "";
  const after = from + WINDOW < points.length ? "…" : "";
  return { excerpt: `${before}${shown}${after}`, caret: column - from + before.length };
}
