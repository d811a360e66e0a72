import type { Address } from "./address.ts";
import { findBranch, findRevision } from "./lookup.ts";
import { ambiguousCurrent, type Branch, foreignRevision, multipleHeads, notInBranch } from "./refusals.ts";
import { currentHeads, type State } from "./state.ts";
import { lineage, type Vertex } from "./vertex.ts";
import type { Vertices } from "./vertices.ts";
import { walk } from "./walk.ts";

/** What an address means in a state. */
export interface Target {
  readonly address: Address;
  /** In graph order. Empty for the state before every base, and for `head` and `heads` where there are no revisions. */
  readonly revisions: readonly Vertex[];
  /** The state before every base, or, with a branch, before the bases of that branch. */
  readonly base: boolean;
  /** What a downgrade keeps to: the branch that was named, or the one whose base was passed on the way down. */
  readonly branch: Branch | undefined;
}

/** Throws GraphError: see the codes of addresses. */
export function resolveAddress(vertices: Vertices, state: State, address: Address): Target {
  const branch = address.branch === undefined ? undefined : findBranch(vertices, state, address.branch);
  const scene: Scene = { vertices, state, address, branch };
  return address.steps === undefined ? standing(scene) : walkFrom(scene, origin(scene));
}

/** Goes the address's steps from what another address means, instead of from the state. */
export function resolveFrom(vertices: Vertices, state: State, address: Address, start: Target): Target {
  const branch = address.branch === undefined ? start.branch : findBranch(vertices, state, address.branch);
  const within = start.revisions.filter((vertex) => branch?.lineage.has(vertex) ?? true);
  const [only, ...others] = within;
  if (others.length > 0) {
    const { symbol } = start.address;
    if (symbol?.kind === "current") throw ambiguousCurrent(vertices, within, [], "current");
    throw multipleHeads(vertices, within, branch);
  }
  const [outside] = start.revisions;
  if (only === undefined && outside !== undefined && branch !== undefined) throw notInBranch(outside, branch);
  return walkFrom({ vertices, state, address, branch }, only);
}

interface Scene {
  readonly vertices: Vertices;
  readonly state: State;
  readonly address: Address;
  readonly branch: Branch | undefined;
}

function standing({ vertices, state, address, branch }: Scene): Target {
  const found = (revisions: readonly Vertex[]): Target => ({ address, revisions, base: false, branch });
  const base: Target = { address, revisions: [], base: true, branch };
  const symbol = address.symbol ?? { kind: "current" };
  switch (symbol.kind) {
    case "name":
      return found([findRevision(vertices, state, symbol.name, branch)]);
    case "heads":
      return found(headsWithin(vertices, branch));
    case "head":
      return found(onlyHead(vertices, branch));
    case "base":
      return base;
    case "current": {
      const { heads, strangers } = positions(vertices, state, branch);
      if (strangers.length > 0) throw foreignRevision(strangers, "the place in the graph is not known here");
      return heads.length === 0 ? base : found(heads);
    }
    default:
      return unreachable(symbol);
  }
}

/** Where the steps begin; undefined for below all bases. */
function origin({ vertices, state, address, branch }: Scene): Vertex | undefined {
  const symbol = address.symbol ?? { kind: "current" };
  switch (symbol.kind) {
    case "name":
      return findRevision(vertices, state, symbol.name, branch);
    case "head":
    case "heads":
      return onlyHead(vertices, branch)[0];
    case "base":
      return undefined;
    case "current":
      return onlyPosition(vertices, state, address, branch);
    default:
      return unreachable(symbol);
  }
}

function walkFrom({ vertices, address, branch }: Scene, start: Vertex | undefined): Target {
  if (start?.foreign && (address.steps ?? 0) > 0) {
    throw foreignRevision([start.id], `nothing on disk stands above it, so ${address.text} leads nowhere`);
  }
  const place = walk(vertices, address, start, branch);
  if ("at" in place) return { address, revisions: [place.at], base: false, branch };
  // Going down below one base says nothing about the others: only what stands on this one is meant.
  return { address, revisions: [], base: true, branch: branch ?? branchOf(place.below) };
}

/** The applied heads; in a branch that reaches no applied head, the applied revisions of it that are highest. */
function positions(
  vertices: Vertices,
  state: State,
  branch: Branch | undefined,
): { heads: Vertex[]; strangers: readonly string[] } {
  const heads = currentHeads(vertices, state);
  if (branch === undefined) return { heads, strangers: state.strangers };
  const within = heads.filter((head) => branch.lineage.has(head));
  if (within.length > 0) return { heads: within, strangers: [] };
  const applied = state.applied.intersection(branch.lineage);
  return { heads: currentHeads(vertices, { applied, strangers: [] }), strangers: [] };
}

function onlyPosition(
  vertices: Vertices,
  state: State,
  address: Address,
  branch: Branch | undefined,
): Vertex | undefined {
  const { heads, strangers } = positions(vertices, state, branch);
  if (heads.length + strangers.length > 1) {
    const asked = address.text.slice(address.text.indexOf("@") + 1);
    throw ambiguousCurrent(vertices, heads, strangers, asked);
  }
  if (strangers.length > 0) throw foreignRevision(strangers, "the place in the graph is not known here");
  return heads[0];
}

function onlyHead(vertices: Vertices, branch: Branch | undefined): readonly Vertex[] {
  const heads = headsWithin(vertices, branch);
  if (heads.length > 1) throw multipleHeads(vertices, heads, branch);
  return heads;
}

function headsWithin(vertices: Vertices, branch: Branch | undefined): readonly Vertex[] {
  if (branch === undefined) return vertices.heads;
  const heads = vertices.heads.filter((head) => branch.lineage.has(head));
  if (heads.length > 0) return heads;
  throw foreignRevision([branch.vertex.id], "no head on disk shares lineage with it");
}

function branchOf(vertex: Vertex): Branch {
  return { name: vertex.id, vertex, lineage: lineage(vertex) };
}

function unreachable(symbol: never): never {
  throw new TypeError(`no such symbol: ${JSON.stringify(symbol)}`);
}
