import { type AppliedRevision, type LedgerState, readLedger } from "./database/ledger.ts";
import type { Database } from "./database/server.ts";
import { RevisionGraph } from "./graph/index.ts";
import type { Project } from "./project.ts";
import { graphNode } from "./project.ts";

/** Where a database stands, seen beside the files. */
export interface State {
  readonly database: Database;
  readonly ledger: LedgerState;
  readonly applied: ReadonlyMap<string, AppliedRevision>;
  /** The files' graph, with the ledger's foreign revisions in their places. */
  readonly graph: RevisionGraph;
}

export async function readState(database: Database, project: Project, knownLedger: readonly string[]): Promise<State> {
  const ledger = await readLedger(database, knownLedger);
  const applied = new Map(ledger.applied.map((revision) => [revision.id, revision]));
  const foreign = ledger.applied.filter(({ id }) => !project.folders.has(id));
  const graph =
    foreign.length === 0
      ? project.graph
      : RevisionGraph.from([
          ...[...project.folders.values()].map(graphNode),
          ...foreign.map(({ id, parents, depends, created }) => ({ id, parents, depends, created, foreign: true })),
        ]);
  return { database, ledger, applied, graph };
}

/** Ids in graph order. */
export function pendingRevisions(state: State, project: Project): readonly string[] {
  return project.graph.ids().filter((id) => !state.applied.has(id));
}

export function foreignRevisions(state: State, project: Project): readonly string[] {
  return state.ledger.applied.map(({ id }) => id).filter((id) => !project.folders.has(id));
}
