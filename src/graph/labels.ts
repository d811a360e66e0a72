import type { Vertex } from "./vertex.ts";

/** Labels that are borne here, and the places below from which more come. */
interface Source {
  readonly own: readonly string[];
  readonly below: readonly Source[];
}

const NOTHING: Source = { own: [], below: [] };

/**
 * Which labelled branches a revision belongs to: those of the labels that it or an ancestor by parents bears.
 *
 * A line without labels and merges shares one source, so that many revisions under many labels cost no more than the
 * graph itself.
 */
export class LabelInheritance {
  readonly #sources: (Source | undefined)[] = [];

  /** `ordered`: parents first. */
  constructor(ordered: readonly Vertex[], own: ReadonlyMap<Vertex, readonly string[]>) {
    for (const vertex of ordered) {
      const below = new Set(vertex.parents.map(({ index }) => this.#sources[index] ?? NOTHING));
      below.delete(NOTHING);
      const [only, ...others] = below;
      const borne = own.get(vertex) ?? [];
      const inherited = borne.length === 0 && others.length === 0;
      this.#sources[vertex.index] = inherited ? only : { own: borne, below: [...below] };
    }
  }

  /** Nearest first. */
  of(vertex: Vertex): readonly string[] {
    const source = this.#sources[vertex.index];
    if (source === undefined) return [];
    const sources = new Set([source]);
    for (const { below } of sources) for (const further of below) sources.add(further);
    return [...sources].flatMap(({ own }) => own);
  }
}
