import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The README as its tests read it: sections, fenced blocks, tables. */
export const README = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");

export interface Block {
  readonly language: string;
  readonly text: string;
  /** Of the first line in the README, from 1. */
  readonly line: number;
  /** What stands in the block right behind this one, if that is a `text` block: the output. */
  readonly output: string | undefined;
}

/** What stands below a heading of the second level. */
export function section(heading: string): string {
  const start = README.indexOf(`\n## ${heading}\n`);
  if (start === -1) throw new Error(`the README has no section ${heading}`);
  const end = README.indexOf("\n## ", start + 1);
  return README.slice(start, end === -1 ? undefined : end + 1);
}

/** Fenced blocks of a part of the README, in their order. */
export function blocks(part: string): readonly Block[] {
  const before = README.slice(0, README.indexOf(part)).split("\n").length;
  const found: (Block & { readonly endLine: number })[] = [];
  for (const match of part.matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
    const line = before + part.slice(0, match.index).split("\n").length;
    const text = match[2] ?? "";
    found.push({ language: match[1] ?? "", text, line, output: undefined, endLine: line + text.split("\n").length });
  }
  return found.map(({ endLine, ...block }, index) => {
    const next = found[index + 1];
    const follows = next?.language === "text" && next.line === endLine + 2;
    return follows ? { ...block, output: next.text } : block;
  });
}

/** Cells of the table whose first row begins with this heading, as Markdown, without the heading row. */
export function table(part: string, heading: string): readonly (readonly string[])[] {
  const lines = part.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  if (start === -1) throw new Error(`there is no table that begins with ${heading}`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end === -1 ? undefined : end).map((line) =>
    line
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => cell.trim()),
  );
}

/** Texts between backquotes. */
export function codes(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** The first text between backquotes in each row of a table. */
export function firstCodes(part: string, heading: string): readonly string[] {
  return table(part, heading).map(([cell = ""]) => codes(cell)[0] ?? cell);
}
