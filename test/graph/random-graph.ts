import fc from "fast-check";
import type { GraphNode, RevisionGraph } from "../../src/graph/index.ts";

/**
 * Any graph: lines, branches, merges, redundant parents, dependencies by id and by label, several bases, labels, equal
 * and missing times. A revision's edges lead to those made before it, but neither ids nor times tell so.
 */
export const anyNodes = anyNodesUpTo(14);

export function anyNodesUpTo(maxLength: number): fc.Arbitrary<GraphNode[]> {
  return fc
    .uniqueArray(fc.stringMatching(/^[a-f0-9]{2,6}$/), { minLength: 1, maxLength, size: "max" })
    .chain((ids) =>
      fc.tuple(
        ...ids.map((id, index) =>
          fc.record({
            id: fc.constant(id),
            parents: someOf(ids.slice(Math.max(0, index - 5), index), 3),
            depends: someOf(ids.slice(0, index), 2),
            byLabel: fc.boolean(),
            labelled: fc.integer({ min: 0, max: 3 }),
            created: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
          }),
        ),
      ),
    )
    .map((drafts) => {
      const labelled = new Set(drafts.filter((draft) => draft.labelled === 0).map(({ id }) => id));
      return drafts.map(({ id, parents, depends, byLabel, created }) => ({
        id,
        parents,
        depends: depends.map((other) => (byLabel && labelled.has(other) ? labelOf(other) : other)),
        labels: labelled.has(id) ? [labelOf(id)] : [],
        created: created === undefined ? undefined : `2026-01-01T00:00:0${created}Z`,
      }));
    });
}

/** Ids of a graph, not closed in any way. */
export function someIds(graph: RevisionGraph): fc.Arbitrary<string[]> {
  return fc.subarray([...graph.ids()]);
}

/** A set that holds the ancestors of all its members: what a database has when nothing odd was done to it. */
export function anyApplied(graph: RevisionGraph): fc.Arbitrary<string[]> {
  return someIds(graph).map((ids) => [...new Set([...ids, ...graph.ancestors(ids)])]);
}

export function labelOf(id: string): string {
  return `label_${id}`;
}

function someOf(ids: readonly string[], most: number): fc.Arbitrary<string[]> {
  return ids.length === 0 ? fc.constant([]) : fc.subarray([...ids], { maxLength: Math.min(most, ids.length) });
}
