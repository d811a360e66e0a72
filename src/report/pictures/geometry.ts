import type { Drawing, DrawnRevision } from "./drawing.ts";

/** Where things stand, in pixels of a picture at its natural size; shared by the svg and the page. */

export const ROW = 30;
const LANE = 20;
export const RADIUS = 5.5;
/** From one database's column to the next. */
const COLUMN = 18;
const MARGIN = 24;
/** What dashed lines need on the left of the lanes. */
const BULGE = 26;
const TEXT_GAP = 18;

export interface Geometry {
  readonly x: (lane: number) => number;
  readonly y: (row: number) => number;
  /** The middle of a database's column; there are none for a single one. */
  readonly column: (database: number) => number;
  /** Where a row's text begins: right of all that runs past it. */
  readonly textX: (row: number) => number;
  readonly edges: readonly Edge[];
  readonly height: number;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly kind: "parent" | "depends";
  /** The lane whose colour it has. */
  readonly lane: number;
  readonly path: string;
}

export function geometryOf({ revisions, databases }: Drawing): Geometry {
  const columns = databases.length > 1 ? databases.length * COLUMN : 0;
  const bulge = revisions.some(({ depends }) => depends.length > 0) ? BULGE : 0;
  const left = MARGIN + columns + bulge;
  const x = (lane: number) => left + lane * LANE;
  const y = (row: number) => row * ROW + ROW / 2;
  const widest = widestLanes(revisions);
  return {
    x,
    y,
    column: (database) => MARGIN + database * COLUMN,
    textX: (row) => x(widest[row] ?? 0) + TEXT_GAP,
    edges: revisions.flatMap((revision, row) => edgesOf(revision, row, revisions, { x, y, left })),
    height: revisions.length * ROW,
  };
}

/** For each row the rightmost lane that something is in. */
function widestLanes(revisions: readonly DrawnRevision[]): readonly number[] {
  const widest = revisions.map(({ lane }) => lane);
  for (const [row, { parents }] of revisions.entries()) {
    for (const parent of parents) {
      const lane = revisions[parent]?.lane ?? 0;
      for (let between = row; between < parent; between++) {
        if ((widest[between] ?? 0) < lane) widest[between] = lane;
      }
    }
  }
  return widest;
}

interface Places {
  readonly x: (lane: number) => number;
  readonly y: (row: number) => number;
  readonly left: number;
}

function edgesOf(revision: DrawnRevision, row: number, revisions: readonly DrawnRevision[], places: Places): Edge[] {
  const { x, y, left } = places;
  const start = { x: x(revision.lane), y: y(row) };
  const lines = revision.parents.map((to): Edge => {
    const parentLane = revisions[to]?.lane ?? 0;
    const lane = Math.max(revision.lane, parentLane);
    return { from: row, to, kind: "parent", lane, path: laneLine(start, { x: x(parentLane), y: y(to) }) };
  });
  const arcs = revision.depends.map((to): Edge => {
    const end = { x: x(revisions[to]?.lane ?? 0), y: y(to) };
    return { from: row, to, kind: "depends", lane: revision.lane, path: arc(start, end, left - BULGE * 1.5) };
  });
  return [...lines, ...arcs];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Changes the lane within one row, right below the child, and runs straight down from there. */
function laneLine(from: Point, to: Point): string {
  if (from.x === to.x) return `M${from.x} ${from.y}V${to.y}`;
  const bottom = from.y + ROW;
  const bend = ROW * 0.55;
  const curve = `M${from.x} ${from.y}C${from.x} ${from.y + bend} ${to.x} ${bottom - bend} ${to.x} ${bottom}`;
  return to.y > bottom ? `${curve}V${to.y}` : curve;
}

/** Swings out to the left, where no lane is. */
function arc(from: Point, to: Point, turn: number): string {
  return `M${from.x} ${from.y}C${turn} ${from.y} ${turn} ${to.y} ${to.x} ${to.y}`;
}
