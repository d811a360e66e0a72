import type { Vertex } from "./vertex.ts";

/**
 * Cycles by all edges: so many, with no revision in two of them, that a graph without them has none left. Each is given
 * in the direction of growth, a parent before its child, beginning with the smallest id.
 */
export function findCycles(vertices: readonly Vertex[]): Vertex[][] {
  const settled = new Settled(vertices);
  const cycles: Vertex[][] = [];
  if (settled.all) return cycles;
  // What is left waits for something that is left: going from one to the other must come back to where it has been.
  const path: Vertex[] = [];
  const placeOnPath = new Map<Vertex, number>();
  for (const start of vertices) {
    let at: Vertex | undefined = settled.has(start) ? undefined : start;
    while (at !== undefined) {
      const seen = placeOnPath.get(at);
      if (seen === undefined) {
        placeOnPath.set(at, path.length);
        path.push(at);
      } else {
        const cycle = path.slice(seen);
        cycles.push(fromSmallest(cycle.reverse()));
        settled.settle(cycle);
        for (let top = path.at(-1); top !== undefined && settled.has(top); top = path.at(-1)) {
          placeOnPath.delete(top);
          path.pop();
        }
      }
      at = settled.prerequisiteLeft(path.at(-1));
    }
  }
  return cycles;
}

/** The revisions that wait for nothing any more. */
class Settled {
  readonly #waitingFor: Int32Array;
  readonly #done: Uint8Array;
  #left: number;

  constructor(vertices: readonly Vertex[]) {
    this.#waitingFor = new Int32Array(vertices.length);
    this.#done = new Uint8Array(vertices.length);
    this.#left = vertices.length;
    for (const { index, parents, depends } of vertices) this.#waitingFor[index] = parents.length + depends.length;
    this.settle(vertices.filter(({ parents, depends }) => parents.length + depends.length === 0));
  }

  get all(): boolean {
    return this.#left === 0;
  }

  has(vertex: Vertex): boolean {
    return this.#done[vertex.index] === 1;
  }

  prerequisiteLeft(vertex: Vertex | undefined): Vertex | undefined {
    const isLeft = (other: Vertex) => !this.has(other);
    return vertex?.parents.find(isLeft) ?? vertex?.depends.find(isLeft);
  }

  /** Takes these as settled, and all that waited for nothing else. */
  settle(vertices: Iterable<Vertex>): void {
    const queue = [...vertices];
    for (const { index } of queue) this.#done[index] = 1;
    for (const vertex of queue) {
      this.#left--;
      for (const child of vertex.children) if (this.#release(child)) queue.push(child);
      for (const dependent of vertex.dependents) if (this.#release(dependent)) queue.push(dependent);
    }
  }

  #release({ index }: Vertex): boolean {
    const count = (this.#waitingFor[index] ?? 0) - 1;
    this.#waitingFor[index] = count;
    if (count > 0 || this.#done[index] === 1) return false;
    this.#done[index] = 1;
    return true;
  }
}

function fromSmallest(cycle: readonly Vertex[]): Vertex[] {
  const ids = cycle.map(({ id }) => id);
  const start = ids.indexOf(ids.toSorted()[0] ?? "");
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}
