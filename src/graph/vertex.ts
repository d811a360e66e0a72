import type { GraphNode } from "./node.ts";

/** Shared by all that have no such links: most have neither depends nor dependents. */
const NONE: readonly Vertex[] = [];

/** A revision linked to its neighbours. The links are made while the graph is built and never change after. */
export class Vertex {
  readonly node: GraphNode;
  /** Place among the vertices as built; for arrays that run beside them. */
  readonly index: number;
  parents: readonly Vertex[] = NONE;
  depends: readonly Vertex[] = NONE;
  children: readonly Vertex[] = NONE;
  dependents: readonly Vertex[] = NONE;
  #instant: number | undefined;

  constructor(node: GraphNode, index: number) {
    this.node = node;
    this.index = index;
  }

  linkParent(parent: Vertex): void {
    this.parents = append(this.parents, parent);
    parent.children = append(parent.children, this);
  }

  /** An id and a label may name the same dependency; it counts once. */
  linkDependency(dependency: Vertex): void {
    if (this.depends.includes(dependency)) return;
    this.depends = append(this.depends, dependency);
    dependency.dependents = append(dependency.dependents, this);
  }

  /** Leaves it without anything below. */
  unlink(): void {
    const others = (vertex: Vertex) => vertex !== this;
    for (const parent of this.parents) parent.children = parent.children.filter(others);
    for (const dependency of this.depends) dependency.dependents = dependency.dependents.filter(others);
    this.parents = NONE;
    this.depends = NONE;
  }

  get id(): string {
    return this.node.id;
  }

  get foreign(): boolean {
    return this.node.foreign === true;
  }

  /** When it was created, in milliseconds; before everything when that is not known. */
  get instant(): number {
    if (this.#instant === undefined) {
      const parsed = this.node.created === undefined ? Number.NaN : Date.parse(this.node.created);
      this.#instant = Number.isNaN(parsed) ? Number.NEGATIVE_INFINITY : parsed;
    }
    return this.#instant;
  }

  /** By parents, and no one's parent on disk; what only a ledger knows of does not count. */
  get isHead(): boolean {
    return !this.foreign && this.children.every((child) => child.foreign);
  }

  get isBase(): boolean {
    return this.parents.length === 0;
  }
}

function append(links: readonly Vertex[], vertex: Vertex): readonly Vertex[] {
  if (links === NONE) return [vertex];
  // Every other list is the vertex's own; copying it for each link would be quadratic in the children.
  (links as Vertex[]).push(vertex);
  return links;
}

/** Which edges a walk follows: lineage alone, or what only orders as well. */
export type Edges = "parents" | "all";

// Both grow the set that they iterate over: a Set visits what is added meanwhile, so a line of any length needs no stack.

/** The vertices themselves and everything below them. */
export function withAncestors(vertices: Iterable<Vertex>, edges: Edges = "all"): Set<Vertex> {
  const found = new Set(vertices);
  for (const vertex of found) {
    for (const parent of vertex.parents) found.add(parent);
    if (edges === "all") for (const dependency of vertex.depends) found.add(dependency);
  }
  return found;
}

/** The vertices themselves and everything above them. */
export function withDescendants(vertices: Iterable<Vertex>, edges: Edges = "all"): Set<Vertex> {
  const found = new Set(vertices);
  for (const vertex of found) {
    for (const child of vertex.children) found.add(child);
    if (edges === "all") for (const dependent of vertex.dependents) found.add(dependent);
  }
  return found;
}

/** What is below any of them, by all edges: of the vertices themselves only those below another. */
export function properAncestors(vertices: Iterable<Vertex>): Set<Vertex> {
  return withAncestors(Array.from(vertices, ({ parents, depends }) => [...parents, ...depends]).flat());
}

/** What is above any of them, by all edges: of the vertices themselves only those above another. */
export function properDescendants(vertices: Iterable<Vertex>): Set<Vertex> {
  return withDescendants(Array.from(vertices, ({ children, dependents }) => [...children, ...dependents]).flat());
}

/** A branch: the revision that names it with its ancestors and descendants by parents. */
export function lineage(vertex: Vertex): Set<Vertex> {
  return withAncestors([vertex], "parents").union(withDescendants([vertex], "parents"));
}
