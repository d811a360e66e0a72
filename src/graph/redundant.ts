import type { Vertex } from "./vertex.ts";
import type { Vertices } from "./vertices.ts";

/** `parent` is an ancestor of `through`, another parent of `revision`, and so adds nothing. */
export interface RedundantParent {
  readonly revision: string;
  readonly parent: string;
  readonly through: string;
}

/** In graph order. By lineage: a parent that another one only depends on still brings in a line of its own. */
export function redundantParents(vertices: Vertices): RedundantParent[] {
  const found: RedundantParent[] = [];
  for (const vertex of vertices.ordered) {
    if (vertex.parents.length < 2 || vertex.foreign) continue;
    for (const parent of vertex.parents) {
      const through = vertex.parents.find((other) => other !== parent && isAncestor(vertices, parent, other));
      if (through !== undefined) found.push({ revision: vertex.id, parent: parent.id, through: through.id });
    }
  }
  return found;
}

/** Looks no further down than the graph's order says that the ancestor can be. */
function isAncestor(vertices: Vertices, ancestor: Vertex, vertex: Vertex): boolean {
  const seen = new Set([vertex]);
  for (const { parents } of seen) {
    for (const parent of parents) {
      if (parent === ancestor) return true;
      if (vertices.isOlder(ancestor, parent)) seen.add(parent);
    }
  }
  return false;
}
