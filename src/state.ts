import { type AppliedRevision, type LedgerState, readLedger } from "./database/ledger.ts";
import type { Database } from "./database/server.ts";
import { RevisionGraph } from "./graph/index.ts";
import type { Midway } from "./midway.ts";
import type { Project } from "./project.ts";
import { graphNode } from "./project.ts";
import { type ReplacedState, readReplaced } from "./replaced.ts";

/** Where a database stands, seen beside the files. */
export interface State {
  readonly database: Database;
  readonly ledger: LedgerState;
  /** Without what a revision that is applied stands for: see `replaced`. */
  readonly applied: ReadonlyMap<string, AppliedRevision>;
  /** By the revision that they were squashed into: what the ledger still holds of them. */
  readonly replaced: ReplacedState["whole"];
  /** Squashed revisions of whose parts the ledger holds only some. */
  readonly midway: readonly Midway[];
  /** The files' graph, with the ledger's foreign revisions in their places. */
  readonly graph: RevisionGraph;
}

export async function readState(database: Database, project: Project, knownLedger: readonly string[]): Promise<State> {
  const ledger = await readLedger(database, knownLedger);
  const { whole: replaced, midway: found } = await readReplaced(database, project, ledger);
  const hidden = new Set([...replaced.values()].flat());
  const shown = ledger.applied.filter(({ id }) => !hidden.has(id));
  const applied = new Map(shown.map((revision) => [revision.id, revision]));
  const foreign = shown.filter(({ id }) => !project.folders.has(id));
  const graph =
    foreign.length === 0
      ? project.graph
      : RevisionGraph.from([
          ...[...project.folders.values()].map(graphNode),
          ...foreign.map(({ id, parents, depends, created }) => ({ id, parents, depends, created, foreign: true })),
        ]);
  const midway = found.map((each) => {
    const above = graph.descendants([each.revision]).intersection(new Set(applied.keys()));
    return { ...each, stamped: [each.revision, ...graph.current(above)] };
  });
  return { database, ledger, applied, replaced, midway, graph };
}

/** Ids in graph order. */
export function pendingRevisions(state: State, project: Project): readonly string[] {
  return project.graph.ids().filter((id) => !state.applied.has(id));
}

/** In the order in which they were applied; without those that a squash which was met midway accounts for. */
export function foreignRevisions({ applied, midway }: State, project: Project): readonly string[] {
  const squashed = new Set(midway.flatMap((each) => each.applied));
  return [...applied.keys()].filter((id) => !project.folders.has(id) && !squashed.has(id));
}
