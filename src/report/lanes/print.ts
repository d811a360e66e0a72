import type { Lines } from "../output.ts";
import type { LineText } from "../text.ts";
import { drawLanes } from "./draw.ts";

/** A revision to draw: its mark with the mark's own colour, and the lines beside it. */
export interface PrintedEntry {
  readonly id: string;
  readonly parents: readonly string[];
  readonly mark: { readonly text: string; readonly paint: (text: string) => string };
  readonly lines: readonly LineText[];
}

/** Prints a graph as lanes: in one piece, since a terminal or a pipe takes one long text sooner than many short ones. */
export function printLanes(entries: readonly PrintedEntry[], output: Lines): void {
  const { blue, magenta, yellow, green, cyan } = output.colors;
  const colors = [blue, magenta, yellow, green, cyan];
  const marks = new Map(entries.map(({ mark }) => [mark.text, mark.paint]));
  const paint = (lane: number, text: string) => (marks.get(text) ?? colors[lane % colors.length] ?? String)(text);
  const drawn = entries.map((entry) => ({ ...entry, mark: entry.mark.text }));
  const lines = [...drawLanes(drawn, { ascii: !output.unicode, width: output.width, paint })];
  if (lines.length > 0) output.print(lines.join("\n"));
}
