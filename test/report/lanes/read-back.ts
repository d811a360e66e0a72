import assert from "node:assert/strict";

const UP = 1;
const DOWN = 2;
const LEFT = 4;
const RIGHT = 8;

const BOX = new Map([
  ["─", LEFT + RIGHT],
  ["│", UP + DOWN],
  ["├", UP + DOWN + RIGHT],
  ["┤", UP + DOWN + LEFT],
  ["┼", UP + DOWN + LEFT + RIGHT],
  ["┬", DOWN + LEFT + RIGHT],
  ["╮", DOWN + LEFT],
  ["╭", DOWN + RIGHT],
  ["╯", UP + LEFT],
]);

export interface Reading {
  /** Ids in the order of their nodes. */
  readonly nodes: readonly string[];
  /** Each as `child>parent`. */
  readonly edges: readonly string[];
  /** Nodes with a lane that is cut. */
  readonly cut: readonly string[];
}

/**
 * Reads a drawing as a person does, from its characters alone, and fails where it could be read in two ways. The rules:
 * lanes run down, a line belongs to the node above it, nothing but that node divides, a lane under a line that is not
 * the line's other end is crossed. Marks are `●`, text begins with `«`, and that beside a node is its id.
 */
export function readBack(drawing: readonly string[], style: "box" | "ascii"): Reading {
  const nodes: string[] = [];
  const edges: string[] = [];
  const cut: string[] = [];
  /** Per column: the nodes whose edges run in its lane. */
  const lanes = new Map<number, Set<string>>();
  let node = { id: "", column: -1 };
  /** Whether the row is the first under its node: the lane of a root is not there. */
  let mayEnd = false;

  for (const line of drawing) {
    const [graph = "", text = ""] = line.split("«");
    const characters = [...graph.trimEnd()];
    const stems = style === "box" ? boxStems(characters) : asciiStems(characters);
    const mark = characters.indexOf("●") / 2;
    const end = characters.indexOf("~") / 2;

    if (mayEnd && ((stems[node.column] ?? 0) & UP) === 0 && mark !== node.column && end !== node.column) {
      lanes.delete(node.column);
    }
    for (const column of new Set([...lanes.keys(), ...stems.keys()])) {
      if (column === mark || column === end) continue;
      assert.equal(((stems[column] ?? 0) & UP) !== 0, lanes.has(column), `column ${column} of "${line}"`);
    }
    if (mark >= 0) {
      assert.ok(stems.every((sides) => sides === 0 || sides === UP + DOWN));
      node = { id: text, column: mark };
      nodes.push(text);
      for (const child of lanes.get(mark) ?? []) edges.push(`${child}>${text}`);
      lanes.set(mark, new Set([text]));
    } else if (end >= 0) {
      assert.deepEqual(lanes.get(end), new Set([node.id]));
      cut.push(node.id);
      lanes.delete(end);
    } else {
      readLine(stems, lanes, node);
    }
    mayEnd = mark >= 0;
  }
  if (mayEnd) lanes.delete(node.column);
  assert.equal(lanes.size, 0, "a lane leads nowhere");
  return { nodes, edges, cut };
}

function readLine(stems: readonly number[], lanes: Map<number, Set<string>>, node: { id: string; column: number }) {
  const touched = [...stems.keys()].filter((column) => ((stems[column] ?? 0) & (LEFT + RIGHT)) !== 0);
  const [first] = touched;
  const last = touched.at(-1);
  if (first === undefined || last === undefined) return;
  assert.ok(first === node.column || last === node.column, "a line does not touch its node's column");
  assert.equal(last - first + 1, touched.length, "two lines in a row");
  for (const column of touched) {
    const sides: number = (column > first ? LEFT : 0) + (column < last ? RIGHT : 0);
    assert.equal((stems[column] ?? 0) & (LEFT + RIGHT), sides, "a line is broken");
  }
  assert.deepEqual(lanes.get(node.column), new Set([node.id]), "a line leaves a lane that others use");

  const goesOn = ((stems[node.column] ?? 0) & DOWN) !== 0;
  const far = first === node.column ? last : first;
  const upright = (column: number) => (stems[column] ?? 0) & (UP + DOWN);
  for (const column of touched.filter((column) => column !== node.column)) {
    const isFar = column === far;
    if (upright(column) === DOWN) lanes.set(column, new Set([node.id]));
    else if (upright(column) === UP + DOWN && isFar) lanes.get(column)?.add(node.id);
    else if (upright(column) === UP) {
      assert.ok(isFar && goesOn && touched.every((other) => other === far || upright(other) !== DOWN));
      for (const id of lanes.get(column) ?? []) lanes.get(node.column)?.add(id);
      lanes.delete(column);
    } else assert.ok(!isFar, "a line leads nowhere");
  }
  if (!goesOn) lanes.delete(node.column);
}

function boxStems(characters: readonly string[]): number[] {
  const stems = characters.filter((_, index) => index % 2 === 0).map((glyph) => BOX.get(glyph) ?? 0);
  for (const [column, sides] of stems.entries()) {
    const gap = characters[2 * column + 1] === "─";
    assert.equal(gap, (sides & RIGHT) !== 0);
    assert.equal(gap, ((stems[column + 1] ?? 0) & LEFT) !== 0);
  }
  return stems;
}

function asciiStems(characters: readonly string[]): number[] {
  const stems: number[] = [];
  for (let column = 0; 2 * column <= characters.length; column += 1) {
    const glyph = characters[2 * column] ?? " ";
    const before = characters[2 * column - 1] ?? " ";
    const after = characters[2 * column + 1] ?? " ";
    stems.push(asciiUpright(glyph, before, after) + (before === " " ? 0 : LEFT) + (after === " " ? 0 : RIGHT));
  }
  return stems;
}

function asciiUpright(glyph: string, before: string, after: string): number {
  if (glyph === "|") return UP + DOWN;
  if (glyph === "." || (before === "\\" && glyph !== "_")) return DOWN;
  if (glyph === " " && before === "/") return UP;
  return glyph === " " && after === "/" ? DOWN : 0;
}
