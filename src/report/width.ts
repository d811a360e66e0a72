/**
 * How many terminal columns text takes. Unicode's properties come from the JavaScript engine, except East Asian Width,
 * which it does not have: emoji are a property of their own, and what else is wide fills the blocks listed here.
 */

const ASCII = /^[\x20-\x7e]*$/;

/** Drawn into the character before it. The jamo are the vowels and finals that a Korean syllable is put together of. */
const NO_COLUMN = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\ud7b0-\ud7ff]/u;

const TWO_COLUMNS = new RegExp(
  `[${[
    "\\u1100-\\u115f\\ua960-\\ua97f\\uac00-\\ud7a3", // Korean
    "\\u2e80-\\u303e\\u3041-\\u3247\\u3250-\\ua4cf\\uf900-\\ufaff\\u{20000}-\\u{3fffd}", // Chinese, Japanese, Yi
    "\\u{16fe0}-\\u{18df2}\\u{1aff0}-\\u{1b2fb}\\u{1f200}-\\u{1f265}", // Tangut, rare kana, enclosed ideographs
    "\\u2329\\u232a\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6", // vertical and full width forms
    "\\u2630-\\u2637\\u268a-\\u268f\\u{1d300}-\\u{1d376}", // signs of divination and counting
  ].join("")}]`,
  "u",
);

/** An emoji takes two columns, whatever it is joined of; the selector makes emoji of older signs. */
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character, as the parts that must not be torn apart. */
function clusters(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** Terminal columns of text without control characters. Where terminals differ, the larger number is meant. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of clusters(text)) width += clusterWidth(segment);
  return width;
}

/** The longest beginning that takes no more than this many columns. */
export function startOfWidth(text: string, columns: number): string {
  if (text.length * 2 <= columns) return text;
  if (ASCII.test(text)) return text.slice(0, Math.max(0, columns));
  let width = 0;
  for (const { segment, index } of clusters(text)) {
    width += clusterWidth(segment);
    if (width > columns) return text.slice(0, index);
  }
  return text;
}

function clusterWidth(cluster: string): number {
  if (EMOJI.test(cluster)) return 2;
  let width = 0;
  for (const character of cluster) {
    if (!NO_COLUMN.test(character)) width += TWO_COLUMNS.test(character) ? 2 : 1;
  }
  return width;
}
