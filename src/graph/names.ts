import { isKeyword } from "./address.ts";
import type { FaultList } from "./faults.ts";
import type { Vertex } from "./vertex.ts";

const NAME = /^[A-Za-z0-9_]{1,64}$/;

/** The revision that has this very name; one on disk before one that only a ledger knows. */
export function bearerOf(
  name: string,
  ids: ReadonlyMap<string, Vertex>,
  labels: ReadonlyMap<string, Vertex>,
): Vertex | undefined {
  const identified = ids.get(name);
  return identified === undefined || identified.foreign ? (labels.get(name) ?? identified) : identified;
}

/** Who bears a name, as which of both. */
export interface Bearer {
  readonly vertex: Vertex;
  readonly name: string;
  readonly kind: "id" | "label";
}

/** The names of a graph: ids and labels share one space, in which letter case makes no difference. */
export class Names {
  readonly ids = new Map<string, Vertex>();
  readonly labels = new Map<string, Vertex>();
  /** Ids that are gone, with the revision that each was squashed into. */
  readonly replaced = new Map<string, Vertex>();
  /** Names with capital letters, by what they are in small ones. */
  readonly #capitals = new Map<string, Bearer>();
  readonly #faults: FaultList;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  addIds(vertices: readonly Vertex[]): void {
    for (const vertex of vertices) {
      const { id } = vertex;
      const small = id.toLowerCase();
      const bearer = this.#bearer(small);
      if (bearer !== undefined) this.#faults.duplicateRevision(vertex, bearer.vertex);
      if (bearer === undefined || !this.ids.has(id)) this.ids.set(id, vertex);
      this.#check(vertex, id, small, "id");
    }
  }

  /** After all ids, since a label must not be one. */
  addLabels(vertices: readonly Vertex[]): void {
    for (const vertex of vertices) {
      for (const name of vertex.node.labels ?? []) {
        const small = name.toLowerCase();
        const bearer = this.#bearer(small);
        if (bearer !== undefined) this.#faults.duplicateLabel(vertex, name, bearer);
        else this.labels.set(name, vertex);
        this.#check(vertex, name, small, "label");
      }
    }
  }

  /** After all ids: a replaced one must not be there any more. */
  addReplaced(vertices: readonly Vertex[]): void {
    for (const vertex of vertices) {
      for (const id of vertex.node.replaces ?? []) {
        const other = this.replaced.get(id);
        const there = this.ids.get(id);
        if (other !== undefined) this.#faults.replacedTwice(vertex, id, other);
        else this.replaced.set(id, vertex);
        if (there !== undefined) this.#faults.replacedOnDisk(there, vertex);
      }
    }
  }

  /** False when the id is known from disk or has been added before. Labels that are taken are left out. */
  addForeign(vertex: Vertex): boolean {
    if (this.ids.has(vertex.id)) return false;
    this.ids.set(vertex.id, vertex);
    for (const label of vertex.node.labels ?? []) {
      if (!this.ids.has(label) && !this.labels.has(label)) this.labels.set(label, vertex);
    }
    return true;
  }

  /** Who has the name already, but for letter case, if anybody. */
  #bearer(small: string): Bearer | undefined {
    const identified = this.ids.get(small);
    if (identified !== undefined) return { vertex: identified, name: small, kind: "id" };
    const labelled = this.labels.get(small);
    if (labelled !== undefined) return { vertex: labelled, name: small, kind: "label" };
    return this.#capitals.get(small);
  }

  #check(vertex: Vertex, name: string, small: string, kind: Bearer["kind"]): void {
    if (small !== name && !this.#capitals.has(small)) this.#capitals.set(small, { vertex, name, kind });
    if (isKeyword(small)) this.#faults.reservedName(vertex, name, kind);
    else if (!NAME.test(name)) this.#faults.badName(vertex, name, kind);
  }
}
