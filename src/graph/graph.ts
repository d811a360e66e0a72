import { nearest } from "../near.ts";
import { parseAddress } from "./address.ts";
import { build } from "./build.ts";
import type { GraphNode, Step } from "./node.ts";
import { planDowngrade, planStamp, planUpgrade, type StampOptions, type UpgradeOptions } from "./plan.ts";
import { selectRange } from "./range.ts";
import { type RedundantParent, redundantParents } from "./redundant.ts";
import { unknownRevision } from "./refusals.ts";
import { resolveAddress } from "./resolve.ts";
import { currentHeads, missingAncestors, readState, type State } from "./state.ts";
import { lineage, properAncestors, properDescendants, type Vertex } from "./vertex.ts";
import type { Vertices } from "./vertices.ts";

/** What a database has applied: ids in any order. Ids that the graph does not have stop nothing that does not touch them. */
export type AppliedIds = Iterable<string>;

/** One address or several, which are taken together. */
export type Targets = string | readonly string[];

/**
 * A history of revisions as a graph: what follows what, what an address means, and what has to be done to get there.
 *
 * Pure: it reads no file and no database, and never changes once it is built. Lists of ids are in graph order, oldest
 * first, unless said otherwise: parents and depends come first, then the earlier `created`, then the smaller id.
 */
export class RevisionGraph {
  readonly #vertices: Vertices;

  private constructor(vertices: Vertices) {
    this.#vertices = vertices;
  }

  /** Throws GraphError `bad_graph`, with every fault of the nodes as its findings. */
  static from(nodes: Iterable<GraphNode>): RevisionGraph {
    return new RevisionGraph(build(nodes));
  }

  /** How many revisions there are, foreign ones included. */
  get size(): number {
    return this.#vertices.all.length;
  }

  has(id: string): boolean {
    return this.#vertices.byId.has(id);
  }

  /** The node as it was given. Throws GraphError `unknown_revision`, as does every method that takes an id. */
  node(id: string): GraphNode {
    return this.#vertex(id).node;
  }

  /** All revisions. */
  ids(): readonly string[] {
    return ids(this.#vertices.ordered);
  }

  /** In the order of the node. */
  parents(id: string): readonly string[] {
    return ids(this.#vertex(id).parents);
  }

  /** As ids, also where the node has labels; in its order. */
  depends(id: string): readonly string[] {
    return ids(this.#vertex(id).depends);
  }

  /** Those that have it as a parent. */
  children(id: string): readonly string[] {
    return ids(this.#vertices.sort(this.#vertex(id).children));
  }

  /** Those that depend on it. */
  dependents(id: string): readonly string[] {
    return ids(this.#vertices.sort(this.#vertex(id).dependents));
  }

  /** Revisions on disk that are no one's parent there. */
  heads(): readonly string[] {
    return ids(this.#vertices.heads);
  }

  /** Revisions on disk without parents. */
  bases(): readonly string[] {
    return this.#select((vertex) => vertex.isBase);
  }

  /** Revisions on disk with two children there or more. */
  branchPoints(): readonly string[] {
    return this.#select(({ children }) => children.filter((child) => !child.foreign).length > 1);
  }

  /** Revisions on disk with two parents or more. */
  merges(): readonly string[] {
    return this.#select(({ parents }) => parents.length > 1);
  }

  /** Every label, with the revision that bears it. */
  labels(): ReadonlyMap<string, string> {
    return new Map([...this.#vertices.byLabel].map(([label, { id }]) => [label, id]));
  }

  /** Labels of the branches that a revision belongs to: those that it or an ancestor by parents bears, nearest first. */
  branchLabels(id: string): readonly string[] {
    return this.#vertices.branchLabels(this.#vertex(id));
  }

  /** Everything below any of these, by all edges; of these themselves only what is below another. */
  ancestors(of: Iterable<string>): ReadonlySet<string> {
    return new Set(ids(properAncestors(this.#some(of))));
  }

  /** Everything above any of these, by all edges; of these themselves only what is above another. */
  descendants(of: Iterable<string>): ReadonlySet<string> {
    return new Set(ids(properDescendants(this.#some(of))));
  }

  /** The branch that a revision names: itself, its ancestors and its descendants, by parents. */
  lineage(id: string): ReadonlySet<string> {
    return new Set(ids(lineage(this.#vertex(id))));
  }

  /** Each once, in graph order; what the graph does not have comes last, in order of id. */
  sort(some: Iterable<string>): readonly string[] {
    const { applied: known, strangers } = this.#state(some);
    return [...ids(this.#vertices.sort(known)), ...strangers];
  }

  /** The applied heads: no child of theirs, by parents, is applied. What the graph does not have comes last. */
  current(applied: AppliedIds): readonly string[] {
    const state = this.#state(applied);
    return [...ids(currentHeads(this.#vertices, state)), ...state.strangers];
  }

  /** Out of order: on disk and not applied, though an applied revision on disk needs it, by all edges. */
  missing(applied: AppliedIds): readonly string[] {
    return ids(missingAncestors(this.#vertices, this.#state(applied)));
  }

  /** Parents that another parent of the same revision already descends from. */
  redundantParents(): readonly RedundantParent[] {
    return redundantParents(this.#vertices);
  }

  /** The revisions that an address names; none for `base`. */
  resolve(address: string, options: { readonly applied?: AppliedIds | undefined } = {}): readonly string[] {
    return ids(resolveAddress(this.#vertices, this.#state(options.applied), parseAddress(address)).revisions);
  }

  /** Throws GraphError `out_of_order` when something is missing below what is applied, unless that is allowed. */
  upgrade(applied: AppliedIds, targets: Targets, options: UpgradeOptions = {}): readonly Step<"up">[] {
    return planUpgrade(this.#vertices, this.#state(applied), asList(targets), options);
  }

  /** The targets are what stays. */
  downgrade(applied: AppliedIds, targets: Targets): readonly Step<"down">[] {
    return planDowngrade(this.#vertices, this.#state(applied), asList(targets));
  }

  /** What has to be recorded and forgotten so that the database counts as being at the targets. */
  stamp(applied: AppliedIds, targets: Targets, options: StampOptions = {}): readonly Step<"stamp" | "unstamp">[] {
    return planStamp(this.#vertices, this.#state(applied), asList(targets), options);
  }

  /** The revisions of `a:b`, newest first. */
  range(range: string, options: { readonly applied?: AppliedIds | undefined } = {}): readonly string[] {
    return ids(selectRange(this.#vertices, this.#state(options.applied), range));
  }

  #state(applied: AppliedIds = []): State {
    return readState(this.#vertices, applied);
  }

  #vertex(id: string): Vertex {
    const vertex = this.#vertices.byId.get(id);
    if (vertex !== undefined) return vertex;
    throw unknownRevision(id, nearest(id, this.#vertices.byId.keys()));
  }

  #some(ids: Iterable<string>): Vertex[] {
    return Array.from(ids, (id) => this.#vertex(id));
  }

  #select(isWanted: (vertex: Vertex) => boolean): readonly string[] {
    return ids(this.#vertices.sort(this.#vertices.all.filter((vertex) => !vertex.foreign && isWanted(vertex))));
  }
}

function ids(vertices: Iterable<Vertex>): string[] {
  return Array.from(vertices, ({ id }) => id);
}

function asList(targets: Targets): readonly string[] {
  return typeof targets === "string" ? [targets] : targets;
}
