import { describe, expect, test } from "vitest";
import { type GraphNode, RevisionGraph } from "../../src/graph/index.ts";
import { refusal } from "./notation.ts";

const LENGTH = 100_000;

/** r0 ─ r1 ─ r2 ─ … */
function line(length: number): GraphNode[] {
  return Array.from({ length }, (_, index) => ({ id: `r${index}`, parents: index === 0 ? [] : [`r${index - 1}`] }));
}

describe("a line of a hundred thousand revisions", () => {
  const graph = RevisionGraph.from(line(LENGTH));
  const all = graph.ids();
  const [first, last] = ["r0", `r${LENGTH - 1}`];

  test("is ordered, and walked in both directions", () => {
    expect([all.length, all[0], all.at(-1)]).toEqual([LENGTH, first, last]);
    expect(graph.heads()).toEqual([last]);
    expect(graph.resolve(`r0+${LENGTH - 1}`)).toEqual([last]);
    expect(graph.resolve(`head-${LENGTH - 1}`)).toEqual([first]);
    expect(graph.ancestors([last]).size).toBe(LENGTH - 1);
    expect(graph.lineage("r500").size).toBe(LENGTH);
    expect(graph.branchLabels(last)).toEqual([]);
  });

  test("is planned from end to end", () => {
    expect(graph.upgrade([], "head")).toHaveLength(LENGTH);
    expect(graph.downgrade(all, "base")).toHaveLength(LENGTH);
    expect(graph.stamp(all, "r0")).toHaveLength(LENGTH - 1);
    expect(graph.range(":")).toHaveLength(LENGTH);
    expect(graph.current(all)).toEqual([last]);
    expect(graph.missing([last])).toHaveLength(LENGTH - 1);
  });
});

test("a circle of a hundred thousand revisions is shown by its beginning", () => {
  const [, ...others] = line(LENGTH);
  const circle = [{ id: "r0", parents: [`r${LENGTH - 1}`] }, ...others];
  const { message } = refusal(() => RevisionGraph.from(circle), "bad_graph");
  expect(message).toMatch(/: r0 → r1 → r2 → .* → \(\d+ more\) → r0$/);
  expect(message.length).toBeLessThan(400);
});

test("many small circles are all shown", () => {
  const pairs = line(2000).map(({ id, parents }, index) =>
    index % 2 === 0 ? { id, parents: [...parents, `r${index + 1}`] } : { id, parents },
  );
  expect(refusal(() => RevisionGraph.from(pairs), "bad_graph").findings).toHaveLength(1000);
});

test("a revision with a hundred thousand children, and one with as many parents", () => {
  const children = Array.from({ length: LENGTH }, (_, index) => ({ id: `c${index}`, parents: ["root"] }));
  const merge = { id: "all", parents: children.map(({ id }) => id) };
  const graph = RevisionGraph.from([merge, ...children, { id: "root", parents: [] }]);
  expect([graph.branchPoints(), graph.merges(), graph.heads()]).toEqual([["root"], ["all"], ["all"]]);
  expect(graph.upgrade([], "head")).toHaveLength(LENGTH + 2);
});
