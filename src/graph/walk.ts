import type { Address } from "./address.ts";
import { ambiguousWalk, type Branch, outOfRange } from "./refusals.ts";
import type { Vertex } from "./vertex.ts";
import type { Vertices } from "./vertices.ts";

/** Where a walk ended: at a revision, or below a base. */
export type Place = { readonly at: Vertex } | { readonly below: Vertex };

/**
 * Goes the address's steps by parents, from a revision or, without one, from below all bases; within the branch when
 * there is one. A step that could go two ways is refused, as is one that leads nowhere. Up, only what is on disk counts.
 */
export function walk(
  vertices: Vertices,
  address: Address,
  start: Vertex | undefined,
  branch: Branch | undefined,
): Place {
  const steps = address.steps ?? 0;
  return steps > 0
    ? walkUp(vertices, address, start, branch, steps)
    : walkDown(vertices, address, start, branch, -steps);
}

function walkUp(
  vertices: Vertices,
  address: Address,
  start: Vertex | undefined,
  branch: Branch | undefined,
  steps: number,
): Place {
  const stepUp = (from: Vertex | undefined, taken: number): Vertex => {
    const above = from === undefined ? vertices.all.filter((vertex) => vertex.isBase) : from.children;
    const candidates = above.filter((vertex) => !vertex.foreign && isWithin(vertex, branch));
    const [next, ...others] = candidates;
    if (next === undefined) throw outOfRange(address, start, taken);
    if (others.length > 0) throw ambiguousWalk(vertices, address, from, vertices.sort(candidates));
    return next;
  };
  let at = stepUp(start, 0);
  for (let taken = 1; taken < steps; taken++) at = stepUp(at, taken);
  return { at };
}

function walkDown(
  vertices: Vertices,
  address: Address,
  start: Vertex | undefined,
  branch: Branch | undefined,
  steps: number,
): Place {
  if (start === undefined) throw outOfRange(address, start, 0);
  let at = start;
  for (let taken = 1; taken <= steps; taken++) {
    const candidates = at.parents.filter((vertex) => isWithin(vertex, branch));
    const [next, ...others] = candidates;
    if (others.length > 0) throw ambiguousWalk(vertices, address, at, candidates);
    if (next === undefined) {
      if (taken < steps) throw outOfRange(address, start, taken);
      return { below: at };
    }
    at = next;
  }
  return { at };
}

function isWithin(vertex: Vertex, branch: Branch | undefined): boolean {
  return branch === undefined || branch.lineage.has(vertex);
}
