import { Heap } from "./heap.ts";
import type { Vertex } from "./vertex.ts";

/**
 * The one order of everything, by Kahn's algorithm over all edges: among the revisions that are ready, the one created
 * first, then the one with the smaller id. It does not depend on the order in which the revisions were read.
 */
export function orderVertices(vertices: readonly Vertex[]): Vertex[] {
  const waitingFor = new Int32Array(vertices.length);
  const ready = new Heap(comesBefore);
  for (const vertex of vertices) {
    const count = vertex.parents.length + vertex.depends.length;
    waitingFor[vertex.index] = count;
    if (count === 0) ready.push(vertex);
  }
  const ordered: Vertex[] = [];
  const release = (vertex: Vertex) => {
    const count = (waitingFor[vertex.index] ?? 0) - 1;
    waitingFor[vertex.index] = count;
    if (count === 0) ready.push(vertex);
  };
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    ordered.push(next);
    next.children.forEach(release);
    next.dependents.forEach(release);
  }
  return ordered;
}

function comesBefore(a: Vertex, b: Vertex): boolean {
  return a.instant === b.instant ? a.id < b.id : a.instant < b.instant;
}
