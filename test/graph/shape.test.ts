import { describe, expect, test } from "vitest";
import { graphOf, refusal } from "./notation.ts";

//          ╭─ c1 ─ c2 ─╮
//  a1 ─ a2 ┤           ├─ m1
//          ╰─ d1 ──────╯
//              ┊ d1 depends on b2
//  b1 ─ b2 ─ b3
const graph = graphOf(
  "a1",
  "a2 < a1",
  "c1 < a2 [left]",
  "c2 < c1",
  "d1 < a2 ~ b2 [right]",
  "m1 < c2, d1",
  "b1 [other, beside]",
  "b2 < b1",
  "b3 < b2",
);

describe("what a revision is", () => {
  test("a head is no one's parent, though something may depend on it", () => {
    expect(graph.heads()).toEqual(["b3", "m1"]);
    expect(graphOf("a1", "b1 ~ a1").heads()).toEqual(["a1", "b1"]);
  });

  test("a base has no parents, though it may depend on something", () => {
    expect(graph.bases()).toEqual(["a1", "b1"]);
    expect(graphOf("a1", "b1 ~ a1").bases()).toEqual(["a1", "b1"]);
  });

  test("a branch point has two or more children; dependents are none", () => {
    expect(graph.branchPoints()).toEqual(["a2"]);
  });

  test("a merge has two or more parents; dependencies are none", () => {
    expect(graph.merges()).toEqual(["m1"]);
  });
});

describe("neighbours", () => {
  test("parents in their own order, children in graph order", () => {
    expect(graph.parents("m1")).toEqual(["c2", "d1"]);
    expect(graphOf("b", "a", "m < b, a").parents("m")).toEqual(["b", "a"]);
    expect(graph.children("a2")).toEqual(["c1", "d1"]);
    expect(graph.depends("d1")).toEqual(["b2"]);
    expect(graph.dependents("b2")).toEqual(["d1"]);
    expect(graph.children("b3")).toEqual([]);
  });

  test("ancestors and descendants are by all edges, and leave out the revision itself", () => {
    expect([...graph.ancestors(["d1"])].sort()).toEqual(["a1", "a2", "b1", "b2"]);
    expect([...graph.descendants(["b1"])].sort()).toEqual(["b2", "b3", "d1", "m1"]);
    expect([...graph.ancestors([])]).toEqual([]);
  });

  test("of several revisions those that are below another one are among the ancestors", () => {
    expect([...graph.ancestors(["c1", "a2"])].sort()).toEqual(["a1", "a2"]);
    expect([...graph.descendants(["c1", "c2"])].sort()).toEqual(["c2", "m1"]);
  });

  test("lineage is the revision with its ancestors and descendants by parents", () => {
    expect([...graph.lineage("c1")].sort()).toEqual(["a1", "a2", "c1", "c2", "m1"]);
    expect([...graph.lineage("b2")].sort()).toEqual(["b1", "b2", "b3"]);
  });
});

describe("labels", () => {
  test("a branch's labels belong to the revision that bears them and to all that descends from it", () => {
    const labels = Object.fromEntries(graph.ids().map((id) => [id, graph.branchLabels(id)]));
    expect(labels).toEqual({
      a1: [],
      a2: [],
      c1: ["left"],
      c2: ["left"],
      b1: ["other", "beside"],
      b2: ["other", "beside"],
      b3: ["other", "beside"],
      d1: ["right"],
      m1: ["left", "right"],
    });
  });

  test("the label that is nearest comes first", () => {
    expect(graphOf("a [old]", "b < a [new]", "c < b").branchLabels("c")).toEqual(["new", "old"]);
  });

  test("a label reached on two ways is named once", () => {
    expect(graphOf("a [x]", "b < a", "c < a [y]", "d < b, c").branchLabels("d")).toEqual(["x", "y"]);
  });

  test("every label leads to the revision that bears it", () => {
    expect(Object.fromEntries(graph.labels())).toEqual({ left: "c1", right: "d1", other: "b1", beside: "b1" });
  });
});

describe("asking for an id", () => {
  test("the node comes back as it was given", () => {
    expect(graph.node("d1")).toMatchObject({ id: "d1", parents: ["a2"], depends: ["b2"], labels: ["right"] });
  });

  test("an id that is not there is refused with what may have been meant", () => {
    for (const call of [() => graph.node("b9"), () => graph.parents("b9"), () => graph.ancestors(["b9"])]) {
      const error = refusal(call, "unknown_revision");
      expect(error.hint).toBe("did you mean b1, b2 or b3?");
      expect(error.data["candidates"]).toEqual(["b1", "b2", "b3"]);
    }
    expect(graph.has("b9")).toBe(false);
    expect(graph.has("other")).toBe(false);
  });
});
