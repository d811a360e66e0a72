import { GraphError, MigraphError } from "../errors.ts";
import type { Direction } from "../events.ts";
import type { RevisionGraph, Step } from "../graph/index.ts";
import type { RevisionFolder } from "../revision/folder.ts";
import type { StampStep } from "./stamp.ts";
import type { PlannedStep, StepEdges } from "./step.ts";

/** The graph's steps with their scripts; refuses steps that have none. `applied` is the set before the first step. */
export function planScripts(
  graph: RevisionGraph,
  folders: ReadonlyMap<string, RevisionFolder>,
  applied: ReadonlySet<string>,
  steps: readonly Step<Direction>[],
): readonly PlannedStep[] {
  const now = new Set(applied);
  return steps.map(({ revision: id, direction }) => {
    const revision = folderOf(folders, id);
    if (direction === "up") {
      const edges = edgesOf(graph, id, now);
      now.add(id);
      return { revision, direction, script: revision.up, edges };
    }
    if (revision.down === undefined) throw new TypeError(`the scripts of ${id} have not been read`);
    if (revision.down.irreversible !== undefined) throw irreversible(revision, revision.down.irreversible);
    now.delete(id);
    return { revision, direction, script: revision.down, edges: edgesOf(graph, id, now) };
  });
}

/** As planScripts for a stamp, which needs no script to forget a revision. */
export function planStamps(
  graph: RevisionGraph,
  folders: ReadonlyMap<string, RevisionFolder>,
  applied: ReadonlySet<string>,
  steps: readonly Step<"stamp" | "unstamp">[],
): readonly StampStep[] {
  const now = new Set(applied);
  return steps.map(({ revision: id, direction }) => {
    if (direction === "unstamp") {
      now.delete(id);
      const { message = "", replaces = [] } = folders.get(id) ?? {};
      return { direction, revision: { id, message, replaces } };
    }
    const edges = edgesOf(graph, id, now);
    now.add(id);
    return { direction, revision: folderOf(folders, id), edges };
  });
}

function folderOf(folders: ReadonlyMap<string, RevisionFolder>, id: string): RevisionFolder {
  const folder = folders.get(id);
  if (folder !== undefined) return folder;
  throw new GraphError("foreign_revision", `${id} is applied, but its folder is not on disk`, {
    hint: "check out the branch that has it",
  });
}

function edgesOf(graph: RevisionGraph, id: string, applied: ReadonlySet<string>): StepEdges {
  const isApplied = (other: string) => applied.has(other);
  return {
    parents: graph.parents(id),
    depends: graph.depends(id),
    children: graph.children(id).filter(isApplied),
    dependents: graph.dependents(id).filter(isApplied),
  };
}

function irreversible(revision: RevisionFolder, why: string): MigraphError {
  return new MigraphError("irreversible", 2, `${revision.id} cannot be downgraded: ${why}`, {
    hint: `its down.sql says so (${revision.down?.path}); nothing was changed`,
    data: { revision: revision.id, file: revision.down?.path },
  });
}
