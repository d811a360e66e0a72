import { displayWidth } from "./width.ts";

/** A line of a script and the column of its caret, as a terminal shows them. */
export interface Excerpt {
  readonly line: string;
  /** Terminal columns in front of the caret. */
  readonly indent: number;
}

/** What a terminal would obey or not show at all; one column for each keeps the caret where it belongs. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff\u200b]/gu;

/**
 * `caret` is counted in code points. A line that is too long for the terminal is cut on the left until the caret and
 * something behind it can be seen: a line that wraps would leave the caret pointing at nothing.
 */
export function fitExcerpt(text: string, caret: number, columns: number, ellipsis: string): Excerpt {
  const points = Array.from(text.replace(UNPRINTABLE, "?"));
  const widthOf = (from: number, to: number) => displayWidth(points.slice(from, to).join(""));
  const room = Math.max(columns, 20);
  if (widthOf(0, points.length) <= room) return { line: points.join(""), indent: widthOf(0, caret) };
  const marks = 2 * ellipsis.length;
  let from = 0;
  while (from < caret && widthOf(from, caret) > (room - marks) / 2) from++;
  let to = points.length;
  while (to > caret && widthOf(from, to) > room - marks) to--;
  const before = from === 0 ? "" : ellipsis;
  const after = to === points.length ? "" : ellipsis;
  return {
    line: `${before}${points.slice(from, to).join("")}${after}`,
    indent: before.length + widthOf(from, caret),
  };
}
