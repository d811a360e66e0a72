import { RevisionGraph } from "../../graph/index.ts";
import type { Project } from "../../project.ts";
import type { HeaderChange } from "../../results.ts";
import type { RevisionFolder } from "../../revision/folder.ts";

/** A graph in which a run of revisions has become one: what led to any of them leads to that one. */
export interface Contraction {
  readonly parents: readonly string[];
  /** Names, as the headers of the run have them. */
  readonly depends: readonly string[];
  /** Those that the new revision bears. */
  readonly labels: readonly string[];
  /** Labels that nobody can bear so that they name the branch that they named. */
  readonly lost: readonly { readonly label: string; readonly bearer: string }[];
  /** What changes in the headers of others. */
  readonly carried: readonly HeaderChange[];
  /** The heads afterwards. */
  readonly heads: readonly string[];
}

/**
 * Contracts a run into its end. No path may leave the run and enter it again: there would be a circle. `dropped`: labels
 * that are given up.
 */
export function contract(
  { graph, folders }: Project,
  run: ReadonlySet<string>,
  end: string,
  dropped: ReadonlySet<string>,
): Contraction {
  const bearers = graph.labels();
  const idOf = (name: string) => (graph.has(name) ? name : (bearers.get(name) ?? name));
  const placed = (id: string) => (run.has(id) ? end : id);
  const inside = graph.sort(run).flatMap((id) => folders.get(id) ?? []);
  const outside = [...folders.values()].filter(({ id }) => !run.has(id));
  const parents = unrelated(
    graph,
    inside.flatMap((folder) => folder.parents.filter((id) => !run.has(id))),
  );
  const depends = uniqueBy(
    inside.flatMap((folder) => folder.depends.filter((name) => !run.has(idOf(name)) && !parents.includes(idOf(name)))),
    idOf,
  );
  const after = RevisionGraph.from([
    { id: end, parents, depends: depends.map(idOf) },
    ...outside.map((folder) => ({
      id: folder.id,
      parents: folder.parents.map(placed),
      depends: folder.depends.map((name) => placed(idOf(name))),
    })),
  ]);
  const { kept, moved, lost } = heirsOf(graph, after, inside, end, dropped);
  const carried = outside.flatMap((folder) => {
    const ownParents = [...new Set(folder.parents.map(placed))];
    // A label that was kept names the end now; any other name for a part of the run gives way to its id.
    const names = folder.depends.map((name) => (run.has(idOf(name)) && !kept.includes(name) ? end : name));
    const ownDepends = uniqueBy(names, (name) => placed(idOf(name))).filter(
      (name) => !run.has(idOf(name)) || !ownParents.includes(end),
    );
    const labels = [...folder.labels, ...moved.filter(({ heir }) => heir === folder.id).map(({ label }) => label)];
    return changesOf(folder, { parents: ownParents, depends: ownDepends, labels });
  });
  return { parents, depends, labels: kept, lost, carried, heads: after.heads() };
}

/** Who is to bear the labels of a run, so that each names the same branch as before, but for the run itself. */
function heirsOf(
  before: RevisionGraph,
  after: RevisionGraph,
  inside: readonly RevisionFolder[],
  end: string,
  dropped: ReadonlySet<string>,
) {
  const run = new Set(inside.map(({ id }) => id));
  const candidates = [end, ...after.children(end)];
  const kept: string[] = [];
  const moved: { label: string; heir: string }[] = [];
  const lost: { label: string; bearer: string }[] = [];
  for (const { id: bearer, labels } of inside) {
    const remaining = labels.filter((label) => !dropped.has(label));
    if (remaining.length === 0) continue;
    const branch = before.lineage(bearer).difference(run);
    const heir = candidates.find((id) => sameMembers(after.lineage(id).difference(run), branch));
    for (const label of remaining) {
      if (heir === undefined) lost.push({ label, bearer });
      else if (heir === end) kept.push(label);
      else moved.push({ label, heir });
    }
  }
  return { kept, moved, lost };
}

function changesOf(
  folder: RevisionFolder,
  after: Pick<RevisionFolder, "parents" | "depends" | "labels">,
): readonly HeaderChange[] {
  return (["parents", "depends", "labels"] as const).flatMap((key) => {
    const same = sameMembers(new Set(folder[key]), new Set(after[key]));
    return same ? [] : [{ revision: folder.id, path: folder.path, key, before: folder[key], after: after[key] }];
  });
}

/** Parents that no other one descends from. */
function unrelated(graph: RevisionGraph, ids: readonly string[]): readonly string[] {
  const parents = [...new Set(ids)];
  const below = (id: string) => graph.lineage(id).intersection(graph.ancestors([id]));
  return parents.filter((id) => !parents.some((other) => other !== id && below(other).has(id)));
}

function uniqueBy(names: readonly string[], keyOf: (name: string) => string): readonly string[] {
  const keys = names.map(keyOf);
  return names.filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
}

function sameMembers(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && one.isSubsetOf(other);
}
