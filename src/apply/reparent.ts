import { ConnectionLost } from "../database/answers.ts";
import type { AppliedRevision } from "../database/ledger.ts";
import type { Database } from "../database/server.ts";
import { statement } from "../database/statement.ts";
import type { RevisionGraph } from "../graph/index.ts";
import { recordError } from "./failure.ts";
import { newRun, recordEdges, recordEvent } from "./recorder.ts";
import { NO_EDGES } from "./step.ts";
import { writeLedger } from "./write.ts";

interface Reparented {
  readonly id: string;
  readonly before: { readonly parents: readonly string[]; readonly depends: readonly string[] };
  readonly after: { readonly parents: readonly string[]; readonly depends: readonly string[] };
}

/**
 * Headers of applied revisions may have changed since they were recorded. The ledger's edges follow the files before
 * anything is run, else the foreign keys would hold on to an order that the graph no longer has.
 */
export async function followHeaders(
  database: Database,
  graph: RevisionGraph,
  applied: readonly AppliedRevision[],
): Promise<void> {
  const changed = reparented(graph, applied);
  if (changed.length === 0) return;
  const { schema } = database;
  const run = newRun(schema);
  const messages = changed.map(({ id, before, after }) => {
    return [
      statement("record/forget_edges.sql", { schema, revision: id }),
      ...recordEdges(run, id, { ...NO_EDGES, ...after }),
      recordEvent(run, { kind: "reparent", revision: id, detail: { before, after } }),
    ].join(";\n");
  });
  const { failed, error } = await writeLedger(database, messages);
  if (error instanceof ConnectionLost) throw error;
  const [first] = changed;
  if (error !== undefined && first !== undefined) {
    throw recordError({ revision: changed[failed] ?? first, direction: "reparent" }, error, {});
  }
}

function reparented(graph: RevisionGraph, applied: readonly AppliedRevision[]): readonly Reparented[] {
  const ids = new Set(applied.map(({ id }) => id));
  return applied.flatMap((revision) => {
    const { id, parents, depends } = revision;
    // A foreign revision has no header here; what the ledger says of it stands.
    if (!graph.has(id) || graph.node(id).foreign) return [];
    // What is not applied cannot be an edge yet: it becomes one when it runs, out of order.
    const after = {
      parents: graph.parents(id).filter((parent) => ids.has(parent)),
      depends: graph.depends(id).filter((dependency) => ids.has(dependency)),
    };
    const same = sameMembers(parents, after.parents) && sameMembers(depends, after.depends);
    return same ? [] : [{ id, before: { parents, depends }, after }];
  });
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((member) => b.includes(member));
}
