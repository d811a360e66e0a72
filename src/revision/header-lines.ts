/** The run of `-- key: value` lines at the top of a script. */
export interface HeaderLines {
  /** In their order: the n-th stands on line n + 1. */
  readonly lines: readonly { readonly key: string; readonly value: string }[];
  /** Offset in the text of the first character below. */
  readonly bodyStart: number;
}

const HEADER_LINE = /^--\s*([A-Za-z][A-Za-z0-9_-]*)\s*:(.*)$/s;

/** One pass over the header, no copy of the body. A lone CR ends a line too, since it ends a comment for the server. */
export function splitHeader(text: string): HeaderLines {
  const lines: { key: string; value: string }[] = [];
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    let end = newline === -1 ? text.length : newline;
    let line = text.slice(start, end);
    const cr = line.indexOf("\r");
    if (cr !== -1 && cr < line.length - 1) {
      end = start + cr;
      line = line.slice(0, cr);
    }
    const match = HEADER_LINE.exec(line.trimEnd());
    if (match === null) break;
    lines.push({ key: match[1] ?? "", value: (match[2] ?? "").trim() });
    start = Math.min(end + 1, text.length);
  }
  return { lines, bodyStart: start };
}

/** The line on which a header has a key, from 1; undefined where it has not. */
export function lineOfKey(text: string, key: string): number | undefined {
  const index = splitHeader(text).lines.findIndex((line) => line.key === key);
  return index === -1 ? undefined : index + 1;
}

/** So many lines are searched for a key that the header lacks. */
const SEARCHED = 100;

/**
 * The line, from 1, that looks as if it should give a key that the header lacks. On the first line below the header
 * (`end`) the key itself is enough; whatever stands around it may be what keeps the line out, and may not be visible.
 */
export function lineLikeKey(text: string, key: string, end: number): number | undefined {
  const loose = new RegExp(`^[^\\p{L}\\p{N}]*${key}(?![\\p{L}\\p{N}])`, "iu");
  const exact = new RegExp(`^[^\\p{L}\\p{N}]*${key}[^\\p{L}\\p{N}]*:`, "iu");
  const index = text
    .split(/\r\n?|\n/, SEARCHED)
    .findIndex((line, at) => line.includes("-") && (at + 1 === end ? loose : exact).test(line));
  return index === -1 ? undefined : index + 1;
}
