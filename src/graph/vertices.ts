import { LabelInheritance } from "./labels.ts";
import { bearerOf } from "./names.ts";
import { orderVertices } from "./order.ts";
import type { Vertex } from "./vertex.ts";

/** A graph that has been checked: its vertices, by their names and in their order. What is not asked for costs nothing. */
export class Vertices {
  readonly all: readonly Vertex[];
  readonly byId: ReadonlyMap<string, Vertex>;
  /** The revision that bears the label. */
  readonly byLabel: ReadonlyMap<string, Vertex>;
  /** By the ids of what was squashed into it. */
  readonly byReplaced: ReadonlyMap<string, Vertex>;
  #ordered: readonly Vertex[] | undefined;
  #positions: Int32Array | undefined;
  #heads: readonly Vertex[] | undefined;
  #inheritance: LabelInheritance | undefined;

  constructor(
    all: readonly Vertex[],
    byId: ReadonlyMap<string, Vertex>,
    byLabel: ReadonlyMap<string, Vertex>,
    byReplaced: ReadonlyMap<string, Vertex>,
  ) {
    this.all = all;
    this.byReplaced = byReplaced;
    this.byId = byId;
    this.byLabel = byLabel;
  }

  /** By its very id or label. */
  named(name: string): Vertex | undefined {
    return bearerOf(name, this.byId, this.byLabel);
  }

  /** Oldest first. */
  get ordered(): readonly Vertex[] {
    this.#ordered ??= orderVertices(this.all);
    return this.#ordered;
  }

  get heads(): readonly Vertex[] {
    this.#heads ??= this.sort(this.all.filter((vertex) => vertex.isHead));
    return this.#heads;
  }

  /** In graph order, each once. */
  sort(some: Iterable<Vertex>): Vertex[] {
    const distinct = [...new Set(some)];
    if (distinct.length < 2) return distinct;
    const positions = this.#positionsByIndex();
    const position = ({ index }: Vertex) => positions[index] ?? 0;
    return distinct.sort((a, b) => position(a) - position(b));
  }

  isOlder(one: Vertex, other: Vertex): boolean {
    const positions = this.#positionsByIndex();
    return (positions[one.index] ?? 0) < (positions[other.index] ?? 0);
  }

  /** Labels of the branches that a revision belongs to. */
  branchLabels(vertex: Vertex): readonly string[] {
    if (this.byLabel.size === 0) return [];
    this.#inheritance ??= new LabelInheritance(this.ordered, this.#ownLabels());
    return this.#inheritance.of(vertex);
  }

  #ownLabels(): Map<Vertex, string[]> {
    const own = new Map<Vertex, string[]>();
    for (const [label, vertex] of this.byLabel) {
      const labels = own.get(vertex);
      if (labels === undefined) own.set(vertex, [label]);
      else labels.push(label);
    }
    return own;
  }

  #positionsByIndex(): Int32Array {
    if (this.#positions === undefined) {
      this.#positions = new Int32Array(this.all.length);
      for (const [position, { index }] of this.ordered.entries()) this.#positions[index] = position;
    }
    return this.#positions;
  }
}
