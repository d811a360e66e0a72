import { fitText, type LineText } from "../text.ts";
import { type DrawnRow, drawRow, type GlyphStyle, type PaintLane } from "./glyphs.ts";
import { type LaneNode, placeNodes } from "./lanes.ts";
import { rowsOf, straightRow } from "./rows.ts";

/** A node to draw, and what is written beside it. */
export interface LaneEntry extends LaneNode {
  /** What stands for the node; one character, one terminal column wide. */
  readonly mark: string;
  /** The first line is beside the node, the others are below it. */
  readonly lines: readonly LineText[];
}

export interface LaneOptions {
  /** Draw with `| / \ _ - .` for terminals without UTF-8. Marks and lines are the caller's. */
  readonly ascii?: boolean | undefined;
  /** Terminal columns that no line exceeds; without it, lines are as long as they come. */
  readonly width?: number | undefined;
  /** Colours the lines of a lane; all lanes of a column have its number. */
  readonly paint?: PaintLane | undefined;
}

/** Between the lanes and the text. */
const SPACE = 2;
/** What the text keeps of the width when there are many lanes; less on a terminal narrower than twice this. */
const TEXT_ROOM = 32;
const NARROWEST = 10;

/**
 * Draws a graph beside its descriptions, as `git log --graph` does, line by line. Entries come newest first, children
 * before their parents; a parent that is not among them is drawn as a lane that is cut (`~`).
 */
export function* drawLanes(
  entries: Iterable<LaneEntry>,
  options: LaneOptions = {},
): Generator<string, void, undefined> {
  const width = Math.max(options.width ?? Number.POSITIVE_INFINITY, NARROWEST);
  const ascii = options.ascii ?? false;
  const style: GlyphStyle = { ascii, columns: columnsFor(width), paint: options.paint ?? ((_, text) => text) };
  /** The column whose lane ended in the line before, with nothing under it to show that it did. */
  let ended: number | undefined;
  for (const placement of placeNodes(entries)) {
    const { mark, lines } = placement.node;
    const { rows, rest } = rowsOf(placement);
    if (placement.begins && placement.column === ended) yield drawRow(straightRow(placement.passing), mark, style).text;
    const block = [...rows];
    while (block.length < lines.length) block.push(rest());
    const drawn = block.map((row) => drawRow(row, mark, style));
    yield* besideText(drawn, lines, width, ascii ? "..." : "…");
    ended = block.at(-1)?.spot?.column;
  }
}

/** Lanes on at most this many columns leave room for the text; one more column shows that there are others. */
function columnsFor(width: number): number {
  const text = Math.min(TEXT_ROOM, Math.floor(width / 2));
  return Math.max(1, Math.floor((width - text - SPACE - 1) / 2));
}

/** All lines of a node start in the same column, as near as its lanes let them. */
function* besideText(rows: readonly DrawnRow[], lines: readonly LineText[], width: number, ellipsis: string) {
  const start = SPACE + Math.max(0, ...rows.slice(0, lines.length).map((row) => row.width));
  for (const [index, row] of rows.entries()) {
    const text = fitText(lines[index] ?? "", width - start, ellipsis);
    yield text === "" ? row.text : row.text + " ".repeat(start - row.width) + text;
  }
}
