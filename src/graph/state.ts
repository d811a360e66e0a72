import { type Vertex, withAncestors } from "./vertex.ts";
import type { Vertices } from "./vertices.ts";

/** What a database has, seen on the graph. */
export interface State {
  readonly applied: ReadonlySet<Vertex>;
  /** Applied ids that the graph does not have at all, in order of id. */
  readonly strangers: readonly string[];
}

export function readState(vertices: Vertices, ids: Iterable<string>): State {
  const applied = new Set<Vertex>();
  const strangers = new Set<string>();
  for (const id of ids) {
    const vertex = vertices.byId.get(id);
    if (vertex === undefined) strangers.add(id);
    else applied.add(vertex);
  }
  return { applied, strangers: [...strangers].sort() };
}

/** Applied, with no applied child by parents. In graph order; strangers come beside them. */
export function currentHeads(vertices: Vertices, { applied }: State): Vertex[] {
  return vertices.sort([...applied].filter(({ children }) => !children.some((child) => applied.has(child))));
}

/**
 * Out of order: not applied, though something that needs it is. What only foreign revisions need is not counted, nor
 * are foreign revisions themselves: nobody could run them.
 */
export function missingAncestors(vertices: Vertices, { applied }: State): Vertex[] {
  const needed = withAncestors([...applied].filter((vertex) => !vertex.foreign));
  return vertices.sort(needed.difference(applied));
}
