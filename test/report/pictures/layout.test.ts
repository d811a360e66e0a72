import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RevisionGraph } from "../../../src/graph/index.ts";
import { drawingOf } from "../../../src/report/pictures/layout.ts";
import { anyNodes } from "../../graph/random-graph.ts";
import { graph } from "./graphs.ts";

describe("the layout of pictures", () => {
  it("keeps the order of the history, and gives two branches two lanes", () => {
    const { revisions } = drawingOf(graph("merge left right; right base; left base; base"));
    expect(revisions.map(({ id }) => id)).toEqual(["merge", "right", "left", "base"]);
    expect(new Set(revisions.slice(1, 3).map(({ lane }) => lane)).size).toBe(2);
    expect(revisions.map(({ parents }) => parents)).toEqual([[2, 1], [3], [3], []]);
  });

  it("draws a line in one lane", () => {
    const { revisions } = drawingOf(graph("d c; c b; b a; a"));
    expect(revisions.map(({ lane }) => lane)).toEqual([0, 0, 0, 0]);
  });

  it("names parents and dependencies that are not drawn, and draws nothing at all", () => {
    const { revisions } = drawingOf(graph("b a gone", { b: { depends: ["lost"] } }));
    expect(revisions).toMatchObject([{ id: "b", parents: [], outside: ["a", "gone", "lost"] }]);
    expect(drawingOf({ revisions: [], edges: [], heads: [], databases: [] }).revisions).toEqual([]);
  });

  it("leads no edge through a revision that is not its own, nor along an edge that leads elsewhere", () => {
    fc.assert(
      fc.property(anyNodes, (nodes) => {
        const built = RevisionGraph.from(nodes);
        const ids = [...built.ids()].reverse();
        const { revisions } = drawingOf(graph(ids.map((id) => [id, ...built.parents(id)].join(" ")).join("; ")));
        const owners = new Map<string, number>();
        for (const [row, { parents }] of revisions.entries()) {
          for (const parent of parents) {
            expect(parent).toBeGreaterThan(row);
            const lane = revisions[parent]?.lane;
            for (let between = row + 1; between < parent; between++) {
              expect(revisions[between]?.lane).not.toBe(lane);
              const place = `${between} ${lane}`;
              expect(owners.get(place) ?? parent).toBe(parent);
              owners.set(place, parent);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
