import { MigraphError } from "../../errors.ts";
import { Heap } from "../../graph/heap.ts";
import { type Piece, SECTIONS } from "./piece.ts";

/**
 * Each piece behind what it needs, and apart from that in the order of sections and names, the same for the same pieces.
 * Where pieces need each other, one of them is split.
 */
export function orderPieces(pieces: readonly Piece[]): readonly Piece[] {
  let current = pieces;
  for (;;) {
    const { ordered, left } = order(current);
    if (left.length === 0) return ordered;
    current = splitOne(current, circle(left));
  }
}

function order(pieces: readonly Piece[]): { readonly ordered: readonly Piece[]; readonly left: readonly Piece[] } {
  const known = new Set(pieces.map(({ key }) => key));
  const waiting = new Map<string, number>();
  const dependents = new Map<string, Piece[]>();
  const ready = new Heap<Piece>((a, b) => compare(a, b) < 0);
  for (const piece of pieces) {
    const needs = needsIn(piece, known);
    waiting.set(piece.key, needs.length);
    for (const need of needs) {
      const list = dependents.get(need);
      if (list === undefined) dependents.set(need, [piece]);
      else list.push(piece);
    }
    if (needs.length === 0) ready.push(piece);
  }
  const ordered: Piece[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    ordered.push(next);
    for (const dependent of dependents.get(next.key) ?? []) {
      const count = (waiting.get(dependent.key) ?? 0) - 1;
      waiting.set(dependent.key, count);
      if (count === 0) ready.push(dependent);
    }
  }
  const done = new Set(ordered);
  return { ordered, left: pieces.filter((piece) => !done.has(piece)) };
}

function needsIn({ key, needs }: Piece, known: ReadonlySet<string>): readonly string[] {
  return [...new Set(needs)].filter((need) => need !== key && known.has(need));
}

function compare(a: Piece, b: Piece): number {
  return (
    SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) ||
    compareTexts(a.group, b.group) ||
    a.step - b.step ||
    compareTexts(a.key, b.key)
  );
}

/** By code units: the same on every host. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** All pieces of one circle or of circles that hang together, in order. */
function circle(left: readonly Piece[]): readonly Piece[] {
  const byKey = new Map(left.map((piece) => [piece.key, piece]));
  const reachable = (from: Piece): ReadonlySet<Piece> => {
    const found = new Set<Piece>();
    const queue = [from];
    for (const piece of queue) {
      for (const need of piece.needs) {
        const needed = byKey.get(need);
        if (needed === undefined || needed === piece || found.has(needed)) continue;
        found.add(needed);
        queue.push(needed);
      }
    }
    return found;
  };
  for (const piece of [...left].sort(compare)) {
    const below = reachable(piece);
    if (below.has(piece)) return [...below].filter((other) => reachable(other).has(piece)).sort(compare);
  }
  throw new TypeError("what is left has a circle in it");
}

const CHEAPEST_FIRST = ["base type", "range", "table", "foreign table", "domain", "view", "function", "procedure"];

function splitOne(pieces: readonly Piece[], members: readonly Piece[]): readonly Piece[] {
  const cost = ({ key }: Piece) => CHEAPEST_FIRST.findIndex((kind) => key.startsWith(`${kind} `));
  const [chosen] = members
    .filter(({ split }) => split !== undefined)
    .sort((a, b) => cost(a) - cost(b) || compare(a, b));
  if (chosen?.split === undefined) {
    const names = members.map(({ key }) => key).join(", ");
    throw new MigraphError("bad_schema", 1, `these need each other, and none of them can come first: ${names}`, {
      hint: "leave some of them out with --exclude, and write their statements by hand",
    });
  }
  const { early, late, contents } = chosen.split();
  const circular = new Set(members);
  return pieces.flatMap((piece) => {
    if (piece === chosen) return [early, late];
    if (contents === undefined || !circular.has(piece) || !contents(piece)) return [piece];
    return [{ ...piece, needs: piece.needs.map((need) => (need === chosen.key ? early.key : need)) }];
  });
}
