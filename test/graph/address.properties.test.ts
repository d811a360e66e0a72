import { describe, expect, test } from "vitest";
import { labelOf } from "./random-graph.ts";
import { always, anySituation, anyWorld } from "./worlds.ts";

describe("ranges", () => {
  test("a:b holds a, b, and exactly what stands on a and is needed by b, newest first", () => {
    always(anyWorld, ({ graph, defined }) => {
      for (const to of graph.ids()) {
        expect([...graph.range(`:${to}`)].reverse()).toEqual(
          defined.order().filter((id) => defined.closure([to]).has(id)),
        );
        for (const from of defined.closure([to])) {
          const isWithin = (id: string) =>
            (id === from || defined.isAncestor(from, id)) && (id === to || defined.isAncestor(id, to));
          expect([...graph.range(`${from}:${to}`)].reverse()).toEqual(defined.order().filter(isWithin));
        }
      }
    });
  });

  test("an older end that the newer one does not need is refused", () => {
    always(anyWorld, ({ graph, defined }) => {
      for (const to of graph.ids()) {
        for (const from of graph.ids().filter((id) => !defined.closure([to]).has(id))) {
          expect(() => graph.range(`${from}:${to}`)).toThrow(expect.objectContaining({ code: "not_ancestor" }));
        }
      }
    });
  });
});

describe("addresses", () => {
  test("an id, a label and a branch of itself name the same revision", () => {
    always(anyWorld, ({ nodes, graph }) => {
      for (const { id, labels = [] } of nodes) {
        expect(graph.resolve(id)).toEqual([id]);
        expect(graph.resolve(`${id}@${id}`)).toEqual([id]);
        if (labels.length > 0) expect(graph.resolve(labelOf(id))).toEqual([id]);
      }
    });
  });

  test("label@heads are the heads that share lineage with the label", () => {
    always(anyWorld, ({ graph, defined }) => {
      for (const id of graph.ids()) {
        const expected = graph.heads().filter((head) => defined.sharesLineage(id, head));
        expect(graph.resolve(`${id}@heads`)).toEqual(expected);
      }
    });
  });

  test("what a refusal offers instead is understood", () => {
    always(anySituation, ({ graph, applied }) => {
      for (const address of ["+1", "-1", ...graph.ids().flatMap((id) => [`${id}+1`, `${id}-1`])]) {
        for (const offer of offersOf(() => graph.resolve(address, { applied }))) {
          expect(offersOf(() => graph.resolve(offer, { applied }))).not.toContain(offer);
        }
      }
    });
  });
});

/** The addresses in the hint of a refusal. */
function offersOf(call: () => unknown): string[] {
  try {
    call();
    return [];
  } catch (error) {
    const { hint = "" } = error as { hint?: string };
    return hint.match(/\w+@[\w+-]+/g) ?? [];
  }
}
