import { nearest } from "../near.ts";
import { KEYWORDS } from "./address.ts";
import {
  ambiguousPrefix,
  type Branch,
  foreignRevision,
  notInBranch,
  squashedRevision,
  unknownBranch,
  unknownRevision,
} from "./refusals.ts";
import type { State } from "./state.ts";
import { lineage, type Vertex } from "./vertex.ts";
import type { Vertices } from "./vertices.ts";

/** Shorter beginnings match too much, and would change their meaning with every new revision. */
const SHORTEST_PREFIX = 4;

/** The revision that an id, a label or the beginning of one names; within the branch when there is one. */
export function findRevision(vertices: Vertices, state: State, name: string, branch: Branch | undefined): Vertex {
  const exact = vertices.named(name);
  if (exact === undefined && state.strangers.includes(name)) throw stranger(name);
  const matches = exact === undefined ? beginningWith(vertices, name) : [exact];
  const here = branch === undefined ? matches : matches.filter((vertex) => branch.lineage.has(vertex));
  const [found, ...others] = here;
  if (others.length > 0) throw ambiguousPrefix(vertices, name, here);
  if (found !== undefined) return found;
  const [outside] = matches;
  if (branch !== undefined && outside !== undefined) throw notInBranch(outside, branch);
  const [unseen] = name.length < SHORTEST_PREFIX ? [] : state.strangers.filter((id) => id.startsWith(name));
  if (unseen !== undefined) throw stranger(unseen);
  const replacing = vertices.byReplaced.get(name) ?? vertexReplacing(vertices, name);
  if (replacing !== undefined) throw squashedRevision(name, replacing);
  throw unknownRevision(name, nearest(name, [...vertices.byId.keys(), ...vertices.byLabel.keys(), ...KEYWORDS]));
}

/** By the beginning of what was squashed into it. */
function vertexReplacing(vertices: Vertices, prefix: string): Vertex | undefined {
  if (prefix.length < SHORTEST_PREFIX) return undefined;
  for (const [id, vertex] of vertices.byReplaced) if (id.startsWith(prefix)) return vertex;
  return undefined;
}

/** The branch of a label, of a revision, or of the beginning of one. */
export function findBranch(vertices: Vertices, state: State, name: string): Branch {
  const exact = vertices.named(name);
  if (exact === undefined && state.strangers.includes(name)) throw stranger(name);
  const matches = exact === undefined ? beginningWith(vertices, name) : [exact];
  const [vertex, ...others] = matches;
  if (others.length > 0) throw ambiguousPrefix(vertices, name, matches);
  if (vertex !== undefined) return { name, vertex, lineage: lineage(vertex) };
  throw unknownBranch(name, nearest(name, [...vertices.byLabel.keys(), ...vertices.byId.keys()]));
}

/** Each once, however many of its names begin so; in graph order. */
function beginningWith(vertices: Vertices, prefix: string): Vertex[] {
  if (prefix.length < SHORTEST_PREFIX) return [];
  const found: Vertex[] = [];
  for (const names of [vertices.byId, vertices.byLabel]) {
    for (const [name, vertex] of names) if (name.startsWith(prefix)) found.push(vertex);
  }
  return vertices.sort(found);
}

function stranger(id: string) {
  return foreignRevision([id], "it is applied, but its place in the graph is not known here");
}
