import type { GraphNode } from "../../src/graph/index.ts";
import { labelOf } from "./random-graph.ts";

/** The definitions, word for word and without any thought of speed, to compare the graph with. */
export class Definitions {
  readonly ids: readonly string[];
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #byLabel: ReadonlyMap<string, string>;

  constructor(nodes: readonly GraphNode[]) {
    this.ids = nodes.map(({ id }) => id);
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#byLabel = new Map(nodes.map(({ id }) => [labelOf(id), id]));
  }

  parents(id: string): readonly string[] {
    return this.#nodes.get(id)?.parents ?? [];
  }

  /** Parents and depends. */
  needs(id: string): readonly string[] {
    const depends = this.#nodes.get(id)?.depends ?? [];
    return [...this.parents(id), ...depends.map((name) => this.#byLabel.get(name) ?? name)];
  }

  isAncestor(one: string, other: string): boolean {
    return this.needs(other).some((needed) => needed === one || this.isAncestor(one, needed));
  }

  sharesLineage(one: string, other: string): boolean {
    return one === other || this.#descends(one, other) || this.#descends(other, one);
  }

  /** The smallest set that holds these and all that its members need. */
  closure(ids: Iterable<string>): Set<string> {
    const starts = [...ids];
    return new Set(this.ids.filter((id) => starts.some((start) => start === id || this.isAncestor(id, start))));
  }

  /** In the set, and no parent of another in it. */
  tips(set: ReadonlySet<string>): string[] {
    return [...set].filter((id) => ![...set].some((other) => this.parents(other).includes(id))).sort();
  }

  /** The global order, by trying: always the first of all that are ready. */
  order(): string[] {
    const done: string[] = [];
    const first = (a: string, b: string) => this.#created(a).localeCompare(this.#created(b)) || (a < b ? -1 : 1);
    while (done.length < this.ids.length) {
      const ready = this.ids.filter(
        (id) => !done.includes(id) && this.needs(id).every((other) => done.includes(other)),
      );
      done.push(...ready.sort(first).slice(0, 1));
    }
    return done;
  }

  #created(id: string): string {
    return this.#nodes.get(id)?.created ?? "";
  }

  #descends(one: string, from: string): boolean {
    return this.parents(one).some((parent) => parent === from || this.#descends(parent, from));
  }
}
