import { DOWN, type Gap, LEFT, RIGHT, type Row, UP } from "./rows.ts";

/** Colours text of a lane; lanes are numbered by their columns, from 0. */
export type PaintLane = (lane: number, text: string) => string;

export interface GlyphStyle {
  readonly ascii: boolean;
  /** Columns beyond this many are not drawn; a sign stands for them. */
  readonly columns: number;
  readonly paint: PaintLane;
}

/** A row as text, and how many terminal columns it takes (colours aside). */
export interface DrawnRow {
  readonly text: string;
  readonly width: number;
}

const CUT = "~";

const BOX = new Map<number, string>([
  [UP + DOWN, "│"],
  [LEFT + RIGHT, "─"],
  [UP + DOWN + LEFT + RIGHT, "┼"],
  [UP + DOWN + RIGHT, "├"],
  [UP + DOWN + LEFT, "┤"],
  [DOWN + LEFT, "╮"],
  [DOWN + RIGHT, "╭"],
  [DOWN + LEFT + RIGHT, "┬"],
  [UP + LEFT, "╯"],
]);

/** Draws a row, two characters to a column. `mark` stands for the node and has to be one character wide. */
export function drawRow(row: Row, mark: string, style: GlyphStyle): DrawnRow {
  const columns = Math.max(row.stems.length, (row.spot?.column ?? -1) + 1);
  const glyphs: string[] = [];
  const lanes: number[] = [];
  for (let column = 0; column < Math.min(columns, style.columns); column += 1) {
    const gap = row.gaps[column];
    glyphs.push(cellGlyph(row, column, mark, style.ascii), gapGlyph(gap, style.ascii));
    lanes.push(cellLane(row, column), gap?.lane ?? column);
  }
  if (columns > style.columns) drawBeyond(glyphs, lanes, row, mark, style);
  while (glyphs.at(-1) === " ") glyphs.pop();
  return { text: paintRuns(glyphs, lanes, style.paint), width: glyphs.length };
}

/** One more column for all that lies beyond: its node if there is one, otherwise a sign that lanes go on there. */
function drawBeyond(glyphs: string[], lanes: number[], row: Row, mark: string, style: GlyphStyle): void {
  const sign = style.ascii ? ">" : "…";
  if (row.spot !== undefined && row.spot.column >= style.columns) {
    glyphs.splice(-1, 1, sign, cellGlyph(row, row.spot.column, mark, style.ascii));
    lanes.splice(-1, 1, row.spot.column, row.spot.column);
  } else if (row.stems.some((stems, column) => stems !== 0 && column >= style.columns)) {
    glyphs.push(sign);
    lanes.push(row.gaps[style.columns - 1]?.lane ?? style.columns);
  }
}

function cellGlyph(row: Row, column: number, mark: string, ascii: boolean): string {
  if (row.spot?.column === column) return row.spot.is === "node" ? mark : CUT;
  const stems = row.stems[column] ?? 0;
  if (!ascii) return BOX.get(stems) ?? " ";
  return asciiCell(stems, row.gaps[column]);
}

/** A corner is left to the slash beside it; where there is none, a sign at the height of the lane's end stands for it. */
function asciiCell(stems: number, gap: Gap | undefined): string {
  if ((stems & UP) !== 0 && (stems & DOWN) !== 0) return "|";
  if (gap === undefined || (gap.slant && (stems & LEFT) === 0)) return " ";
  if (gap.heading === "right") return "-";
  return (stems & DOWN) !== 0 ? "." : "_";
}

function gapGlyph(gap: Gap | undefined, ascii: boolean): string {
  if (gap === undefined) return " ";
  if (!ascii) return "─";
  if (gap.heading === "right") return gap.slant ? "\\" : "-";
  return gap.slant ? "/" : "_";
}

/** What only lies under a line has the line's colour, everything else that of its own column. */
function cellLane(row: Row, column: number): number {
  return row.stems[column] === LEFT + RIGHT ? (row.gaps[column]?.lane ?? column) : column;
}

/** Neighbours of one lane are painted in one go, blanks not at all. */
function paintRuns(glyphs: readonly string[], lanes: readonly number[], paint: PaintLane): string {
  let text = "";
  let run = "";
  let runLane = -1;
  for (const [index, glyph] of glyphs.entries()) {
    const lane = glyph === " " ? -1 : (lanes[index] ?? 0);
    if (lane !== runLane) {
      text += runLane === -1 ? run : paint(runLane, run);
      run = "";
      runLane = lane;
    }
    run += glyph;
  }
  return text + (runLane === -1 ? run : paint(runLane, run));
}
