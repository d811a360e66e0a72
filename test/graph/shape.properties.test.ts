import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RevisionGraph } from "../../src/graph/index.ts";
import { anyNodes } from "./random-graph.ts";
import { always, anyState, anyWorld, sorted } from "./worlds.ts";

describe("the order", () => {
  test("is Kahn's: always the first of all that are ready", () => {
    always(anyWorld, ({ graph, defined }) => expect(graph.ids()).toEqual(defined.order()));
  });

  test("of revisions without edges is by time, then by id", () => {
    const loose = fc.uniqueArray(
      fc.record({ id: fc.stringMatching(/^[a-f0-9]{1,6}$/), second: fc.integer({ min: 10, max: 30 }) }),
      {
        selector: ({ id }) => id,
        maxLength: 60,
        size: "max",
      },
    );
    always(loose, (drafts) => {
      const nodes = drafts.map(({ id, second }) => ({ id, parents: [], created: `2026-01-01T00:00:${second}Z` }));
      const expected = drafts.map(({ id, second }) => `${second} ${id}`).sort();
      expect(RevisionGraph.from(nodes).ids()).toEqual(expected.map((key) => key.slice(3)));
    });
  });

  test("does not depend on the order in which revisions are given", () => {
    const shuffled = anyNodes.chain((nodes) =>
      fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length })),
    );
    always(shuffled, ([nodes, others]) => {
      const [one, other] = [RevisionGraph.from(nodes), RevisionGraph.from(others)];
      expect(other.ids()).toEqual(one.ids());
      for (const id of one.ids()) expect(other.children(id)).toEqual(one.children(id));
    });
  });
});

describe("the graph", () => {
  test("ancestors and descendants are the closures by all edges, lineage the one by parents", () => {
    always(anyWorld, ({ graph, defined }) => {
      for (const id of graph.ids()) {
        expect(sorted(graph.ancestors([id]))).toEqual(
          sorted(defined.ids.filter((other) => defined.isAncestor(other, id))),
        );
        expect(sorted(graph.descendants([id]))).toEqual(
          sorted(defined.ids.filter((other) => defined.isAncestor(id, other))),
        );
        expect(sorted(graph.lineage(id))).toEqual(
          sorted(defined.ids.filter((other) => defined.sharesLineage(id, other))),
        );
      }
    });
  });

  test("heads are the maximal elements by parents, of the graph and of what is applied", () => {
    always(anyState, ({ graph, defined, applied }) => {
      expect(sorted(graph.heads())).toEqual(defined.tips(new Set(defined.ids)));
      expect(sorted(graph.current(applied))).toEqual(defined.tips(new Set(applied)));
    });
  });

  test("a revision has the labels that it or an ancestor by parents bears", () => {
    always(anyWorld, ({ nodes, graph, defined }) => {
      const below = (id: string): string[] => [id, ...defined.parents(id).flatMap(below)];
      for (const id of graph.ids()) {
        const expected = new Set(below(id).flatMap((other) => nodes.find((node) => node.id === other)?.labels ?? []));
        expect(sorted(graph.branchLabels(id))).toEqual(sorted(expected));
      }
    });
  });

  test("redundant parents are those that another parent descends from", () => {
    always(anyWorld, ({ graph, defined }) => {
      const above = (id: string, other: string): boolean =>
        defined.parents(other).some((parent) => parent === id || above(id, parent));
      const expected = graph
        .ids()
        .flatMap((revision) =>
          defined
            .parents(revision)
            .flatMap((parent) =>
              defined.parents(revision).some((other) => above(parent, other)) ? [`${revision} ${parent}`] : [],
            ),
        );
      expect(graph.redundantParents().map(({ revision, parent }) => `${revision} ${parent}`)).toEqual(expected);
    });
  });

  test("a back edge anywhere is found as a cycle", () => {
    const withBackEdge = anyWorld.chain((world) =>
      fc.record({ world: fc.constant(world), from: fc.constantFrom(...world.graph.ids()), byParent: fc.boolean() }),
    );
    always(withBackEdge, ({ world: { nodes, graph }, from, byParent }) => {
      const top = [...graph.descendants([from])].at(-1) ?? from;
      const spoilt = nodes.map((node) => {
        if (node.id !== from) return node;
        return byParent
          ? { ...node, parents: [...node.parents, top] }
          : { ...node, depends: [...(node.depends ?? []), top] };
      });
      const code = top === from ? "self_reference" : "cycle";
      expect(() => RevisionGraph.from(spoilt)).toThrow(
        expect.objectContaining({ code: "bad_graph", findings: [expect.objectContaining({ code })] }),
      );
    });
  });
});
