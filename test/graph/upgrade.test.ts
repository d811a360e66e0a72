import { describe, expect, test } from "vitest";
import { expectPlan, graphOf, refusal, upTo } from "./notation.ts";

describe("one line", () => {
  //  a ─ b ─ c ─ d
  const line = graphOf("a", "b < a", "c < b", "d < c");

  test("runs what the target needs and is not applied, in graph order", () => {
    expectPlan(line, "upgrade", { target: "head", applied: [], steps: "a b c d", heads: "d" });
    expectPlan(line, "upgrade", { target: "c", applied: ["a"], steps: "b c", heads: "c" });
    expectPlan(line, "upgrade", { target: "+1", applied: ["a"], steps: "b", heads: "b" });
    expectPlan(line, "upgrade", { target: "a+2", applied: ["a", "b"], steps: "c", heads: "c" });
    expectPlan(line, "upgrade", { target: "head-1", applied: ["a"], steps: "b c", heads: "c" });
  });

  test("a target that is applied, or base, has no steps", () => {
    expectPlan(line, "upgrade", { target: "b", applied: ["a", "b", "c"], steps: "", heads: "c" });
    expectPlan(line, "upgrade", { target: "head", applied: ["a", "b", "c", "d"], steps: "", heads: "d" });
    expectPlan(line, "upgrade", { target: "base", applied: ["a"], steps: "", heads: "a" });
    expectPlan(line, "upgrade", { target: "current", applied: ["a"], steps: "", heads: "a" });
    expectPlan(line, "upgrade", { target: "current", applied: [], steps: "", heads: "" });
  });

  test("-N, in every form that counts from the state, is refused and names the other command", () => {
    for (const target of ["-1", "current-1", "c@-1"]) {
      const error = refusal(() => line.upgrade(["a", "b"], target), "out_of_range");
      expect(error.message).toBe(`${target} is not on the way of an upgrade`);
      expect(error.hint).toBe(`for that direction there is \`migraph downgrade ${target}\``);
    }
  });

  test("a step is a revision and a direction", () => {
    expect(line.upgrade(["a", "b", "c"], "head")).toEqual([{ revision: "d", direction: "up" }]);
  });

  test("what is applied may come from any iterable, in any order", () => {
    const applied = new Map([
      ["b", 1],
      ["a", 2],
    ]);
    expect(line.upgrade(applied.keys(), "c")).toEqual([{ revision: "c", direction: "up" }]);
  });
});

describe("branches", () => {
  //          ╭─ b1 ─ b2 ─╮
  //  a1 ─ a2 ┤           ├─ m      b1 bears "left", c1 bears "right"
  //          ╰─ c1 ──────╯
  //  x1 ─ x2
  const graph = graphOf("a1", "a2 < a1", "b1 < a2 [left]", "b2 < b1", "c1 < a2 [right]", "m < b2, c1", "x1", "x2 < x1");

  test("a target in one branch leaves the other alone", () => {
    expectPlan(graph, "upgrade", { target: "b2", applied: [], steps: "a1 a2 b1 b2", heads: "b2" });
    expectPlan(graph, "upgrade", { target: "right", applied: upTo(graph, "b1"), steps: "c1", heads: "b1 c1" });
    expectPlan(graph, "upgrade", { target: "right@+1", applied: upTo(graph, "b1"), steps: "c1", heads: "b1 c1" });
  });

  test("a merge needs both of its sides", () => {
    expectPlan(graph, "upgrade", { target: "m", applied: upTo(graph, "b1"), steps: "b2 c1 m", heads: "m" });
  });

  test("an unrelated target opens another applied head", () => {
    expectPlan(graph, "upgrade", { target: "x1", applied: upTo(graph, "m"), steps: "x1", heads: "m x1" });
  });

  test("several targets are taken together", () => {
    expectPlan(graph, "upgrade", { target: "b1 x1", applied: [], steps: "a1 a2 b1 x1", heads: "b1 x1" });
    expectPlan(graph, "upgrade", { target: "b1 b2 b2", applied: upTo(graph, "a2"), steps: "b1 b2", heads: "b2" });
    expectPlan(graph, "upgrade", { target: "heads", applied: upTo(graph, "m"), steps: "x1 x2", heads: "m x2" });
    expectPlan(graph, "upgrade", { target: "", applied: [], steps: "", heads: "" });
  });

  test("head is refused while there are two", () => {
    refusal(() => graph.upgrade([], "head"), "multiple_heads");
  });
});

describe("dependencies", () => {
  //  a1 ─ a2 ─ a3
  //       ┊
  //  b1 ─ b2 ─ b3     b2 depends on a2
  const graph = graphOf("a1", "a2 < a1", "a3 < a2", "b1", "b2 < b1 ~ a2", "b3 < b2");

  test("are run first, as far as they are needed", () => {
    expectPlan(graph, "upgrade", { target: "b3", applied: [], steps: "a1 a2 b1 b2 b3", heads: "a2 b3" });
    expectPlan(graph, "upgrade", { target: "b3", applied: ["b1"], steps: "a1 a2 b2 b3", heads: "a2 b3" });
  });

  test("are no lineage: what is only depended on stays an applied head", () => {
    expect(graph.current(upTo(graph, "b3"))).toEqual(["a2", "b3"]);
    expect(refusal(() => graph.upgrade(upTo(graph, "b2"), "+1"), "ambiguous_current").data["candidates"]).toEqual([
      "a2",
      "b2",
    ]);
  });
});

describe("out of order", () => {
  //  a ─ b ─ c     b is missing: it was put between a and c, which are applied
  //  x ─ y ┈ z     z depends on y, which is missing
  const graph = graphOf("a", "b < a", "c < b", "x", "y < x", "z ~ y", "u");
  const applied = ["a", "c"];

  test("a set that is not closed downward can be looked at", () => {
    expect(graph.missing(applied)).toEqual(["b"]);
    expect(graph.missing(["z"])).toEqual(["x", "y"]);
    expect(graph.missing(["a", "b"])).toEqual([]);
    expect(graph.current(applied)).toEqual(["a", "c"]);
  });

  test("an upgrade is refused, whatever its target, and lists what is missing", () => {
    for (const target of ["c", "u", "heads", "a", "base"]) {
      const error = refusal(() => graph.upgrade([...applied, "x", "z"], target), "out_of_order");
      expect(error.message).toBe("2 revisions below what is applied are not applied: b, y");
      expect(error.hint).toContain("--out-of-order");
      expect(error.data["revisions"]).toEqual(["b", "y"]);
    }
    expect(refusal(() => graph.upgrade(applied, "u"), "out_of_order").message).toBe(
      "1 revision below what is applied is not applied: b",
    );
  });

  test("when it is allowed the missing ones run too, in graph order", () => {
    expectPlan(graph, "upgrade out of order", { target: "c", applied, steps: "b", heads: "c" });
    expectPlan(graph, "upgrade out of order", {
      target: "u",
      applied: [...applied, "z"],
      steps: "b u x y",
      heads: "c u y z",
    });
    expectPlan(graph, "upgrade out of order", { target: "z", applied: [], steps: "x y z", heads: "y z" });
  });

  test("the other way that the refusal offers closes the set", () => {
    expectPlan(graph, "stamp", { target: "current", applied, steps: "+b", heads: "c" });
  });
});
