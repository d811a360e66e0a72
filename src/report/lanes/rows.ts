import type { LaneNode, Link, Placement } from "./lanes.ts";

/** The sides of a cell that a line reaches; a cell's stems are a sum of them. */
export const UP = 1;
export const DOWN = 2;
export const LEFT = 4;
export const RIGHT = 8;

/** A piece of a horizontal line between two columns. */
export interface Gap {
  /** The lane that the line belongs to, for its colour. */
  readonly lane: number;
  /** Where the line leads, seen from the node that it leaves. */
  readonly heading: "left" | "right";
  /** The right end of a line is next to this gap: where slashes are drawn, the slash goes here. */
  readonly slant: boolean;
}

/** One line of the drawing, before it has characters. */
export interface Row {
  /** Per column: the stems of its cell. */
  readonly stems: readonly number[];
  /** Per column: the gap on its right. */
  readonly gaps: readonly (Gap | undefined)[];
  /** A column that shows a mark in place of lines. */
  readonly spot?: { readonly column: number; readonly is: "node" | "cut" };
}

/** The rows of one node: the node itself, then what it takes to link it. What `rest` makes can be repeated under them. */
interface Block {
  readonly rows: readonly Row[];
  rest(): Row;
}

/**
 * Lays out one node. Every horizontal line has an end in the node's column, and nothing but the node divides, so that
 * a row can be read in one way only: lanes under a line that are not its other end are crossed.
 */
export function rowsOf(placement: Placement<LaneNode>): Block {
  const { column, links, bends, cut, continues } = placement;
  const open = [...placement.passing];
  while (open.length <= column) open.push(false);
  const rows: Row[] = [{ ...straightRow(open), spot: { column, is: "node" } }];
  open[column] = continues || links.length > 0;
  const groups = groupLinks(column, links);
  for (const [index, group] of groups.entries()) {
    if (index === groups.length - 1) open[column] = continues;
    rows.push(linkRow(open, column, group));
    for (const link of group) open[link.to] = true;
  }
  if (bends !== undefined) {
    rows.push(bendRow(open, column, bends));
    open[bends] = false;
  }
  if (cut !== undefined) {
    open[cut] = false;
    rows.push({ ...straightRow(open), spot: { column: cut, is: "cut" } });
  }
  return { rows, rest: () => straightRow(open) };
}

const NO_GAPS: readonly undefined[] = [];

/** Lanes that run straight on. */
export function straightRow(open: readonly boolean[]): Row {
  return { stems: open.map((on) => (on ? UP + DOWN : 0)), gaps: NO_GAPS };
}

/**
 * Divides links over rows: one side at a time, the right first, and a lane that is joined ends its row. So `┼` is
 * always a crossing, whereas a line that ran on past a joined lane would look the same as one that crosses it.
 */
function groupLinks(column: number, links: readonly Link[]): Link[][] {
  const right = links.filter((link) => link.to > column).sort((a, b) => a.to - b.to);
  const left = links.filter((link) => link.to < column).sort((a, b) => b.to - a.to);
  const groups: Link[][] = [];
  for (const side of [right, left]) {
    let group: Link[] = [];
    for (const link of side) {
      if (group.length === 0) groups.push(group);
      group.push(link);
      if (!link.opens) group = [];
    }
  }
  return groups;
}

/** Lines from the node's column to the group's columns, nearest first, all on one side. */
function linkRow(open: readonly boolean[], column: number, group: readonly Link[]): Row {
  const { stems, gaps } = startRow(open);
  let from = column;
  stems[column] = UP + (open[column] ? DOWN : 0);
  for (const { to, opens } of group) {
    // A branch that ends here keeps its colour up to the lane that it joins.
    const lane = opens || open[column] ? to : column;
    stretch(stems, gaps, from, to, { lane, heading: to > column ? "right" : "left" });
    stems[to] = (stems[to] ?? 0) | DOWN;
    from = to;
  }
  return { stems, gaps };
}

function bendRow(open: readonly boolean[], column: number, bends: number): Row {
  const { stems, gaps } = startRow(open);
  stretch(stems, gaps, column, bends, { lane: bends, heading: "left" });
  stems[bends] = UP + LEFT;
  return { stems, gaps };
}

function startRow(open: readonly boolean[]): { stems: number[]; gaps: (Gap | undefined)[] } {
  return { stems: [...straightRow(open).stems], gaps: [] };
}

/** Adds a horizontal line between two columns. */
function stretch(
  stems: number[],
  gaps: (Gap | undefined)[],
  one: number,
  other: number,
  line: Omit<Gap, "slant">,
): void {
  const [first, last] = one < other ? [one, other] : [other, one];
  while (stems.length <= last) stems.push(0);
  for (let column = first; column <= last; column += 1) {
    const sides = (column > first ? LEFT : 0) + (column < last ? RIGHT : 0);
    stems[column] = (stems[column] ?? 0) | sides;
    if (column < last) gaps[column] = { ...line, slant: column === last - 1 };
  }
}
