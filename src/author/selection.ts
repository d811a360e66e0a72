import { GraphError } from "../errors.ts";
import { type RevisionGraph, splitRange } from "../graph/index.ts";
import { resolveRevisions } from "./addresses.ts";

/** The revisions that addresses and ranges name, in graph order. A range is what lies between its ends by parents. */
export function selectRevisions(graph: RevisionGraph, words: readonly string[]): readonly string[] {
  return graph.sort(
    words.flatMap((word) => (word.includes(":") ? between(graph, word) : resolveRevisions(graph, [word]))),
  );
}

/** The revision and what it continues, by parents. */
function withBelow(graph: RevisionGraph, id: string): ReadonlySet<string> {
  return graph
    .ancestors([id])
    .intersection(graph.lineage(id))
    .union(new Set([id]));
}

/** The revision and what continues it, by parents. */
export function withAbove(graph: RevisionGraph, id: string): ReadonlySet<string> {
  return graph
    .descendants([id])
    .intersection(graph.lineage(id))
    .union(new Set([id]));
}

function between(graph: RevisionGraph, range: string): readonly string[] {
  const { from, to } = splitRange(range);
  const above =
    from === undefined ? undefined : union(resolveRevisions(graph, [from]).map((id) => withAbove(graph, id)));
  const below = to === undefined ? undefined : union(resolveRevisions(graph, [to]).map((id) => withBelow(graph, id)));
  const found = graph.ids().filter((id) => (above?.has(id) ?? true) && (below?.has(id) ?? true));
  if (found.length > 0) return found;
  throw new GraphError("not_ancestor", `the range ${range} is empty: ${to} does not continue ${from}`, {
    hint: "write the older end first; a branch is walked by parents, and not by what depends on it",
  });
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
