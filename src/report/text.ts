import { displayWidth, startOfWidth } from "./width.ts";

/** A piece of a line with a colour of its own. `paint` gets what is shown of the text and must not change its width. */
export interface TextPart {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
  /** Where the line is too long, the end of this part goes first, so that what stands behind it is kept. */
  readonly gives?: boolean | undefined;
}

/** One line of text. No character in it commands the terminal; colours come from the `paint` of its parts. */
export type LineText = string | readonly TextPart[];

/** Fits a line into a number of columns: what is too long ends in `ellipsis`, control characters are shown escaped. */
export function fitText(line: LineText, columns: number, ellipsis: string): string {
  const parts: readonly TextPart[] = typeof line === "string" ? [{ text: line }] : line;
  const shown = parts.map((part) => ({ ...part, text: escapeControls(part.text) }));
  const excess = excessOf(shown, columns);
  if (excess <= 0) return paintStart(shown, columns);
  const given = shown.map((part) => (part.gives ? { ...part, text: shortened(part.text, excess, ellipsis) } : part));
  return excessOf(given, columns) <= 0
    ? paintStart(given, columns)
    : paintStart(shown, columns - ellipsis.length) + ellipsis.slice(0, Math.max(0, columns));
}

/** Columns that are too many. */
function excessOf(parts: readonly TextPart[], columns: number): number {
  if (columns === Number.POSITIVE_INFINITY) return 0;
  return parts.reduce((sum, part) => sum + displayWidth(part.text), 0) - columns;
}

/** Fewer columns of a text say nothing any more. */
const LEAST = 12;

/** As it is, where not enough of it would be left. */
function shortened(text: string, excess: number, ellipsis: string): string {
  const columns = displayWidth(text) - excess - ellipsis.length;
  return columns < LEAST ? text : startOfWidth(text, columns).trimEnd() + ellipsis;
}

function paintStart(parts: readonly TextPart[], columns: number): string {
  let left = columns;
  let line = "";
  for (const { text, paint } of parts) {
    const start = startOfWidth(text, left);
    line += paint !== undefined && start !== "" ? paint(start) : start;
    if (start !== text) break;
    if (left !== Number.POSITIVE_INFINITY) left -= displayWidth(text);
  }
  return line;
}

/** Control characters, halves of surrogate pairs, line separators, and the marks that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu;

const SHORT_ESCAPES = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** Shows what a terminal would obey, in the notation of JavaScript: `\n`, `\x1b`, `\u202e`. */
export function escapeControls(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return SHORT_ESCAPES.get(character) ?? (code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code}`);
  });
}

/** As escapeControls for text of several lines, in which tabs may stay too. Without white space at its end. */
export function escapeText(text: string): string {
  const lines = text.trimEnd().split(/\r?\n/);
  return lines.map((line) => line.split("\t").map(escapeControls).join("\t")).join("\n");
}
