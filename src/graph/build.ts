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
  const foreign = foreignVertices(inLedger, names, own.length);
  for (const vertex of own) linkOwn(vertex, names, faults);
  for (const vertex of foreign) linkForeign(vertex, names);
  const all = foreign.length === 0 ? own : [...own, ...foreign];
  for (const cycle of findCycles(all)) {
    if (cycle.some((vertex) => vertex.foreign)) cycle.forEach(unlink);
    else faults.cycle(cycle);
  }
  if (faults.findings.length > 0) throw badGraph(faults.findings);
  return new Vertices(all, names.ids, names.labels);
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
  for (const name of new Set(vertex.node.parents)) {
    const parent = names.ids.get(name);
    if (name === vertex.id) faults.selfReference(vertex, "parents", name);
    else if (parent === undefined || parent.foreign) faults.missingParent(vertex, name, names);
    else linkParent(vertex, parent);
  }
  for (const name of new Set(vertex.node.depends)) {
    const dependency = bearerOf(name, names.ids, names.labels);
    if (name === vertex.id || dependency === vertex) faults.selfReference(vertex, "depends", name);
    else if (dependency === undefined || dependency.foreign) faults.missingDependency(vertex, name, names);
    else linkDependency(vertex, dependency);
  }
}

function linkForeign(vertex: Vertex, names: Names): void {
  for (const name of new Set(vertex.node.parents)) {
    const parent = names.ids.get(name);
    if (parent !== undefined && parent !== vertex) linkParent(vertex, parent);
  }
  for (const name of new Set(vertex.node.depends)) {
    const dependency = bearerOf(name, names.ids, names.labels);
    if (dependency !== undefined && dependency !== vertex) linkDependency(vertex, dependency);
  }
}

function linkParent(vertex: Vertex, parent: Vertex): void {
  vertex.parents.push(parent);
  parent.children.push(vertex);
}

/** An id and a label may name the same revision. */
function linkDependency(vertex: Vertex, dependency: Vertex): void {
  if (vertex.depends.includes(dependency)) return;
  vertex.depends.push(dependency);
  dependency.dependents.push(vertex);
}

function unlink(vertex: Vertex): void {
  for (const parent of vertex.parents) parent.children.splice(parent.children.indexOf(vertex), 1);
  for (const dependency of vertex.depends) dependency.dependents.splice(dependency.dependents.indexOf(vertex), 1);
  vertex.parents.length = 0;
  vertex.depends.length = 0;
}

function badGraph(findings: readonly Finding[]): GraphError {
  const [only, ...others] = findings;
  if (only !== undefined && others.length === 0) {
    return new GraphError("bad_graph", only.message, { findings, hint: only.hint });
  }
  return new GraphError("bad_graph", `${findings.length} faults in the graph of revisions`, { findings });
}
