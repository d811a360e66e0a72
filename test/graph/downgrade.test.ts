import { describe, expect, test } from "vitest";
import { expectPlan, graphOf, refusal, upTo } from "./notation.ts";

describe("one line", () => {
  //  a ─ b ─ c
  const line = graphOf("a", "b < a", "c < b");
  const all = ["a", "b", "c"];

  test("the target is what stays, and all above it goes, the newest first", () => {
    expectPlan(line, "downgrade", { target: "a", applied: all, steps: "c b", heads: "a" });
    expectPlan(line, "downgrade", { target: "-1", applied: all, steps: "c", heads: "b" });
    expectPlan(line, "downgrade", { target: "-2", applied: all, steps: "c b", heads: "a" });
    expectPlan(line, "downgrade", { target: "c-2", applied: all, steps: "c b", heads: "a" });
    expectPlan(line, "downgrade", { target: "a+1", applied: all, steps: "c", heads: "b" });
  });

  test("base, and a step below the base, take everything", () => {
    expectPlan(line, "downgrade", { target: "base", applied: all, steps: "c b a", heads: "" });
    expectPlan(line, "downgrade", { target: "-3", applied: all, steps: "c b a", heads: "" });
    expectPlan(line, "downgrade", { target: "base", applied: [], steps: "", heads: "" });
  });

  test("a target with nothing applied above it has no steps", () => {
    expectPlan(line, "downgrade", { target: "b", applied: ["a", "b"], steps: "", heads: "b" });
    expectPlan(line, "downgrade", { target: "current", applied: ["a", "b"], steps: "", heads: "b" });
    expectPlan(line, "downgrade", { target: "head", applied: all, steps: "", heads: "c" });
  });

  test("a target that is not applied is refused", () => {
    const error = refusal(() => line.downgrade(["a"], "b"), "not_ancestor");
    expect(error.message).toBe("b is not applied, so there is no way down to it");
    expect(error.hint).toContain("`migraph upgrade b`");
    refusal(() => line.downgrade([], "a"), "not_ancestor");
    refusal(() => line.downgrade(["a"], "heads"), "not_ancestor");
  });

  test("+N, in every form that counts from the state, is refused and names the other command", () => {
    for (const target of ["+1", "current+1", "c@+1"]) {
      const error = refusal(() => line.downgrade(["a"], target), "out_of_range");
      expect(error.message).toBe(`${target} is not on the way of a downgrade`);
      expect(error.hint).toContain(`migraph upgrade ${target}`);
    }
  });

  test("further than the base is refused", () => {
    refusal(() => line.downgrade(all, "-4"), "out_of_range");
    refusal(() => line.downgrade([], "-1"), "out_of_range");
  });
});

describe("branches", () => {
  //          ╭─ b1 ─ b2     b1 bears "left"
  //  a1 ─ a2 ┤
  //          ╰─ c1 ─ c2     c1 bears "right"
  //  x1 ─ x2                x1 bears "aside"
  const graph = graphOf(
    "a1",
    "a2 < a1",
    "b1 < a2 [left]",
    "b2 < b1",
    "c1 < a2 [right]",
    "c2 < c1",
    "x1 [aside]",
    "x2 < x1",
  );
  const all = graph.ids();

  test("a branch point as target takes all branches above it, a branch of it only that one", () => {
    expectPlan(graph, "downgrade", { target: "a2", applied: all, steps: "c2 c1 b2 b1", heads: "a2 x2" });
    expectPlan(graph, "downgrade", { target: "left@a2", applied: all, steps: "b2 b1", heads: "c2 x2" });
    expectPlan(graph, "downgrade", { target: "b2@a2", applied: all, steps: "b2 b1", heads: "c2 x2" });
    expectPlan(graph, "downgrade", { target: "left@a1", applied: all, steps: "c2 c1 b2 b1 a2", heads: "a1 x2" });
  });

  test("steps down a branch keep to it, also past the branch point", () => {
    expectPlan(graph, "downgrade", { target: "left@-1", applied: all, steps: "b2", heads: "b1 c2 x2" });
    expectPlan(graph, "downgrade", { target: "left@-2", applied: all, steps: "b2 b1", heads: "c2 x2" });
    expectPlan(graph, "downgrade", { target: "b2@-2", applied: all, steps: "b2 b1", heads: "c2 x2" });
    expectPlan(graph, "downgrade", { target: "left@head-2", applied: all, steps: "b2 b1", heads: "c2 x2" });
  });

  test("steps down from a revision end at one that loses all that stands on it", () => {
    expectPlan(graph, "downgrade", { target: "b1-1", applied: all, steps: "c2 c1 b2 b1", heads: "a2 x2" });
  });

  test("-1 with several applied heads is refused", () => {
    refusal(() => graph.downgrade(all, "-1"), "ambiguous_current");
  });

  test("base takes everything, label@base everything from the base of that branch on", () => {
    expectPlan(graph, "downgrade", { target: "base", applied: all, steps: "x2 x1 c2 c1 b2 b1 a2 a1", heads: "" });
    expectPlan(graph, "downgrade", { target: "aside@base", applied: all, steps: "x2 x1", heads: "b2 c2" });
    expectPlan(graph, "downgrade", { target: "left@base", applied: all, steps: "c2 c1 b2 b1 a2 a1", heads: "x2" });
    expectPlan(graph, "downgrade", { target: "aside@base", applied: ["a1"], steps: "", heads: "a1" });
  });

  test("steps below a base leave the other lines alone", () => {
    expectPlan(graph, "downgrade", { target: "x2-2", applied: all, steps: "x2 x1", heads: "b2 c2" });
    expectPlan(graph, "downgrade", { target: "aside@-2", applied: all, steps: "x2 x1", heads: "b2 c2" });
  });

  test("a branch that the target does not belong to is refused", () => {
    const error = refusal(() => graph.downgrade(all, "left@x1"), "not_in_branch");
    expect(error.message).toBe("x1 is not in the branch left");
  });

  test("only what is applied goes", () => {
    expectPlan(graph, "downgrade", { target: "a2", applied: upTo(graph, "b1"), steps: "b1", heads: "a2" });
    expectPlan(graph, "downgrade", { target: "right@a2", applied: upTo(graph, "b1"), steps: "", heads: "b1" });
  });

  test("several targets are taken together", () => {
    expectPlan(graph, "downgrade", { target: "left@a2 x1", applied: all, steps: "x2 b2 b1", heads: "c2 x1" });
  });

  test("a target that another target takes down is refused", () => {
    const error = refusal(() => graph.downgrade(all, ["a1", "b1"]), "not_ancestor");
    expect(error.message).toBe("b1 cannot stay: b1 stands on what another target takes down");
    refusal(() => graph.downgrade(all, ["base", "x1"]), "not_ancestor");
  });
});

describe("merges", () => {
  //     ╭─ b ─╮
  //  a ─┤     ├─ m ─ n     b bears "left", c bears "right"
  //     ╰─ c ─╯
  const graph = graphOf("a", "b < a [left]", "c < a [right]", "m < b, c", "n < m");

  test("-1 from a merge is refused, and says how to go on", () => {
    const error = refusal(() => graph.downgrade(upTo(graph, "m"), "-1"), "ambiguous_walk");
    expect(error.message).toBe("the way down from m divides: it has 2 parents: b (left), c (right)");
    expect(error.data["candidates"]).toEqual(["b", "c"]);
    refusal(() => graph.downgrade(upTo(graph, "n"), "-2"), "ambiguous_walk");
  });

  test("a branch or a parent's id says which side", () => {
    const applied = upTo(graph, "m");
    for (const target of ["left@-1", "right@-1", "b@-1", "b", "c"]) {
      expectPlan(graph, "downgrade", { target, applied, steps: "m", heads: "b c" });
    }
    expectPlan(graph, "downgrade", { target: "left@-2", applied, steps: "m b", heads: "c" });
    expectPlan(graph, "downgrade", { target: "right@-2", applied, steps: "m c", heads: "b" });
  });

  test("to take out one side the merge goes first, and the other side stays", () => {
    expectPlan(graph, "downgrade", { target: "left@a", applied: upTo(graph, "n"), steps: "n m b", heads: "c" });
  });
});

describe("dependencies", () => {
  //  a1 ─ a2 ─ a3
  //       ┊
  //  b1 ─ b2 ─ b3     b2 depends on a2
  const graph = graphOf("a1", "a2 < a1", "a3 < a2", "b1", "b2 < b1 ~ a2", "b3 < b2");
  const all = graph.ids();

  test("what depends on something that goes, goes too", () => {
    expectPlan(graph, "downgrade", { target: "a1", applied: all, steps: "b3 b2 a3 a2", heads: "a1 b1" });
    expectPlan(graph, "downgrade", { target: "a1@base", applied: all, steps: "b3 b2 a3 a2 a1", heads: "b1" });
  });

  test("what something that goes depended on, stays", () => {
    expectPlan(graph, "downgrade", { target: "b1", applied: all, steps: "b3 b2", heads: "a3 b1" });
  });

  test("a dependent is nothing above its dependency", () => {
    expectPlan(graph, "downgrade", { target: "a2", applied: upTo(graph, "b3"), steps: "", heads: "a2 b3" });
  });

  test("a target that depends on what another target takes down is refused", () => {
    const error = refusal(() => graph.downgrade(all, ["a1", "b2"]), "not_ancestor");
    expect(error.message).toBe("b2 cannot stay: b2 stands on what another target takes down");
  });
});
