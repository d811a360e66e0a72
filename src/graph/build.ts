import { type Finding, GraphError } from "../errors.ts";
import { findCycles } from "./cycles.ts";
import { FaultList } from "./faults.ts";
import { bearerOf, Names } from "./names.ts";
import type { GraphNode } from "./node.ts";
import { Vertex } from "./vertex.ts";
import { Vertices } from "./vertices.ts";

/**
 * Links the nodes and checks them; throws GraphError `bad_graph` with every fault at once.
 *
 * What comes from a ledger only (`foreign`) is never at fault, for nobody could mend it: an edge or a label of it that
 * does not fit is left out, and of two nodes with the same id the one on disk counts.
 */
export function build(nodes: Iterable<GraphNode>): Vertices {
  const onDisk: GraphNode[] = [];
  const inLedger: GraphNode[] = [];
  for (const node of nodes) (node.foreign === true ? inLedger : onDisk).push(node);
  const faults = new FaultList();
  const names = new Names(faults);
  const own = onDisk.map((node, index) => new Vertex(node, index));
  names.addIds(own);
  names.addLabels(own);
  names.addReplaced(own);
  const foreign = foreignVertices(inLedger, names, own.length);
  for (const vertex of own) linkOwn(vertex, names, faults);
  for (const vertex of foreign) linkForeign(vertex, names);
  const all = foreign.length === 0 ? own : [...own, ...foreign];
  for (const cycle of findCycles(all)) {
    if (!cycle.some((vertex) => vertex.foreign)) faults.cycle(cycle);
    else for (const vertex of cycle) vertex.unlink();
  }
  if (faults.findings.length > 0) throw badGraph(faults.findings);
  return new Vertices(all, names.ids, names.labels, names.replaced);
}

function foreignVertices(nodes: readonly GraphNode[], names: Names, firstIndex: number): Vertex[] {
  const vertices: Vertex[] = [];
  for (const node of nodes) {
    const vertex = new Vertex(node, firstIndex + vertices.length);
    if (names.addForeign(vertex)) vertices.push(vertex);
  }
  return vertices;
}

function linkOwn(vertex: Vertex, names: Names, faults: FaultList): void {
  for (const name of distinct(vertex.node.parents)) {
    const parent = names.ids.get(name);
    if (name === vertex.id) faults.selfReference(vertex, "parents", name);
    else if (parent === undefined || parent.foreign) faults.missingParent(vertex, name, names);
    else vertex.linkParent(parent);
  }
  for (const name of distinct(vertex.node.depends)) {
    const dependency = bearerOf(name, names.ids, names.labels);
    if (name === vertex.id || dependency === vertex) faults.selfReference(vertex, "depends", name);
    else if (dependency === undefined || dependency.foreign) faults.missingDependency(vertex, name, names);
    else vertex.linkDependency(dependency);
  }
}

function linkForeign(vertex: Vertex, names: Names): void {
  for (const name of distinct(vertex.node.parents)) {
    const parent = names.ids.get(name);
    if (parent !== undefined && parent !== vertex) vertex.linkParent(parent);
  }
  for (const name of distinct(vertex.node.depends)) {
    const dependency = bearerOf(name, names.ids, names.labels);
    if (dependency !== undefined && dependency !== vertex) vertex.linkDependency(dependency);
  }
}

function distinct(names: readonly string[] = []): Iterable<string> {
  return names.length < 2 ? names : new Set(names);
}

function badGraph(findings: readonly Finding[]): GraphError {
  const [only, ...others] = findings;
  if (only !== undefined && others.length === 0) {
    return new GraphError("bad_graph", only.message, { findings, hint: only.hint });
  }
  return new GraphError("bad_graph", `${findings.length} faults in the graph of revisions`, { findings });
}
