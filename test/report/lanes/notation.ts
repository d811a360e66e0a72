import type { LaneEntry } from "../../../src/report/lanes/draw.ts";

/** Entries, newest first, each as `id parent parent …` and divided by `; `. They are described by their ids. */
export function entries(notation: string, mark = "●"): LaneEntry[] {
  return notation.split("; ").map((words) => {
    const [id = "", ...parents] = words.split(" ");
    return { id, parents, mark, lines: [id] };
  });
}

/** The lines of a picture, without the indentation that they share. */
export function picture({ raw: [source = ""] }: TemplateStringsArray): string[] {
  const lines = source.split("\n").slice(1, -1);
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indents)).trimEnd());
}

/** Two pictures side by side. */
export function pictures(source: TemplateStringsArray): { box: string[]; ascii: string[] } {
  const pairs = picture(source).map((line) => line.split("¦").map((half) => half.trimEnd()));
  return { box: pairs.map(([box = ""]) => box), ascii: pairs.map(([, ascii = ""]) => ascii.slice(2)) };
}
