import type { RevisionGraph } from "../../graph/index.ts";
import type { Project } from "../../project.ts";
import { isBlank } from "../../script/blank.ts";

/** Two lines of work, and what each has that the other has not. Lists of ids are in graph order. */
export interface BranchPair {
  /** The revision that joins them; undefined where none does yet. */
  readonly merge: string | undefined;
  /** The ends of both lines. */
  readonly ends: readonly [a: string, b: string];
  /** What both have: the ancestors, by all edges, that the ends share. */
  readonly base: readonly string[];
  /** Empty where the other line cannot be had without it, since it depends on it: there is one order only. */
  readonly own: readonly [a: readonly string[], b: readonly string[]];
}

function pairOf(graph: RevisionGraph, a: string, b: string, merge?: string): BranchPair {
  const linesOfA = new Set([...graph.ancestors([a]), a]);
  const linesOfB = new Set([...graph.ancestors([b]), b]);
  return {
    merge,
    ends: [a, b],
    base: graph.sort(linesOfA.intersection(linesOfB)),
    own: [graph.sort(linesOfA.difference(linesOfB)), graph.sort(linesOfB.difference(linesOfA))],
  };
}

/** Every two of several. */
export function pairsOf(graph: RevisionGraph, ends: readonly string[], merge?: string): readonly BranchPair[] {
  return ends.flatMap((a, index) => ends.slice(index + 1).map((b) => pairOf(graph, a, b, merge)));
}

/** Those that merges join, in graph order, and after them the heads. `since`: what it has is proved already. */
export function pairsToProve(graph: RevisionGraph, since?: readonly string[]): readonly BranchPair[] {
  const before = since === undefined ? new Set<string>() : new Set([...graph.ancestors(since), ...since]);
  const merges = graph.merges().filter((id) => !before.has(id));
  return [
    ...merges.flatMap((merge) => pairsOf(graph, graph.parents(merge), merge)),
    ...pairsOf(graph, graph.heads()).filter(({ ends }) => ends.some((id) => !before.has(id))),
  ];
}

/** The merge, with what else it stands on, where it has a script of its own. */
export function behind({ graph, folders }: Project, { merge, base, own }: BranchPair): readonly string[] {
  if (merge === undefined || isBlank(folders.get(merge)?.up.text ?? "")) return [];
  const before = new Set([...base, ...own.flat()]);
  return graph.sort([...graph.ancestors([merge]), merge]).filter((id) => !before.has(id));
}
