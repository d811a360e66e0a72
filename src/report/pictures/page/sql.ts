import { html } from "./element.ts";

/** Comments and texts; what else could begin inside of them is skipped with them. Colours only: it judges nothing. */
const PARTS = /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|\b([a-z]+)\b/gi;

const WORDS = new Set(
  (
    "add all alter and as begin by cascade case check column comment commit concurrently constraint create cross default " +
    "delete desc distinct do drop each else end enum exists extension false for foreign from full function generated grant " +
    "group having identity if in index inner insert into is join key language left like limit materialized not null of on " +
    "only or order outer partition policy primary procedure raise references rename replace return returns revoke right " +
    "role schema security select sequence set table temporary then to trigger true truncate type union unique update using " +
    "values view when where with"
  ).split(" "),
);

/** SQL for reading. */
export function sqlElement(text: string): HTMLPreElement {
  const code = html("code");
  let at = 0;
  for (const match of text.matchAll(PARTS)) {
    const [whole, comment, literal, word] = match;
    const name =
      comment !== undefined
        ? "comment"
        : literal !== undefined
          ? "literal"
          : WORDS.has(word?.toLowerCase() ?? "")
            ? "word"
            : "";
    if (name === "") continue;
    code.append(text.slice(at, match.index), html("span", { class: name }, whole));
    at = match.index + whole.length;
  }
  code.append(text.slice(at));
  return html("pre", { tabindex: 0 }, code);
}
