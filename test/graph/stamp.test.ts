import { describe, expect, test } from "vitest";
import { expectPlan, graphOf, refusal, upTo } from "./notation.ts";

describe("one line", () => {
  //  a ─ b ─ c
  const line = graphOf("a", "b < a", "c < b");

  test("records the target and its ancestors", () => {
    expectPlan(line, "stamp", { target: "b", applied: [], steps: "+a +b", heads: "b" });
    expectPlan(line, "stamp", { target: "head", applied: ["a"], steps: "+b +c", heads: "c" });
    expectPlan(line, "stamp", { target: "+2", applied: ["a"], steps: "+b +c", heads: "c" });
  });

  test("forgets what is above the target, the newest first", () => {
    expectPlan(line, "stamp", { target: "a", applied: ["a", "b", "c"], steps: "-c -b", heads: "a" });
    expectPlan(line, "stamp", { target: "-1", applied: ["a", "b", "c"], steps: "-c", heads: "b" });
  });

  test("base empties", () => {
    expectPlan(line, "stamp", { target: "base", applied: ["a", "b", "c"], steps: "-c -b -a", heads: "" });
    expectPlan(line, "stamp", { target: "-1", applied: ["a"], steps: "-a", heads: "" });
  });

  test("a target where the database is already has no steps", () => {
    expectPlan(line, "stamp", { target: "b", applied: ["a", "b"], steps: "", heads: "b" });
    expectPlan(line, "stamp", { target: "current", applied: ["a", "b"], steps: "", heads: "b" });
    expectPlan(line, "stamp", { target: "base", applied: [], steps: "", heads: "" });
  });

  test("what is missing below the target is recorded, what is above it forgotten", () => {
    expectPlan(line, "stamp", { target: "b", applied: ["c"], steps: "-c +a +b", heads: "b" });
  });
});

describe("branches", () => {
  //     ╭─ b ─╮
  //  a ─┤     ├─ m     b bears "left", c bears "right"
  //     ╰─ c ─╯
  //  x ─ y             x bears "aside"; y depends on b
  const graph = graphOf("a", "b < a [left]", "c < a [right]", "m < b, c", "x [aside]", "y < x ~ b");
  const all = graph.ids();

  test("a branch that has nothing to do with the target is left alone", () => {
    expectPlan(graph, "stamp", { target: "c", applied: ["a", "x"], steps: "+c", heads: "c x" });
    expectPlan(graph, "stamp", { target: "b", applied: ["a", "c", "x"], steps: "+b", heads: "b c x" });
  });

  test("one parent of an applied merge: the merge is forgotten, and the other parent kept", () => {
    expectPlan(graph, "stamp", { target: "b", applied: upTo(graph, "m"), steps: "-m", heads: "b c" });
  });

  test("what depends on what is above the target is forgotten too", () => {
    expectPlan(graph, "stamp", { target: "a", applied: all, steps: "-y -m -c -b", heads: "a x" });
  });

  test("dependencies of the target are recorded", () => {
    expectPlan(graph, "stamp", { target: "y", applied: [], steps: "+a +b +x +y", heads: "b y" });
  });

  test("several targets, related or not, are taken together", () => {
    expectPlan(graph, "stamp", { target: "b c", applied: upTo(graph, "m"), steps: "-m", heads: "b c" });
    expectPlan(graph, "stamp", { target: "a y", applied: upTo(graph, "m"), steps: "-m -c +x +y", heads: "b y" });
    expectPlan(graph, "stamp", { target: "heads", applied: [], steps: "+a +b +c +m +x +y", heads: "m y" });
  });

  test("base beside another target leaves that one and its ancestors", () => {
    expectPlan(graph, "stamp", { target: "base c", applied: all, steps: "-y -x -m -b", heads: "c" });
  });

  test("label@base forgets that branch, from its base on", () => {
    expectPlan(graph, "stamp", { target: "aside@base", applied: all, steps: "-y -x", heads: "m" });
    expectPlan(graph, "stamp", { target: "left@base", applied: ["a", "b", "c", "x"], steps: "-c -b -a", heads: "x" });
    expectPlan(graph, "stamp", { target: "aside@-2", applied: all, steps: "-y -x", heads: "m" });
  });

  test("a target that cannot be resolved is refused", () => {
    refusal(() => graph.stamp([], "head"), "multiple_heads");
    refusal(() => graph.stamp([], ["a", "gone"]), "unknown_revision");
  });
});

describe("purge", () => {
  const line = graphOf("a", "b < a", "c < b", "x");

  test("forgets everything first, then records anew", () => {
    expectPlan(line, "purge", { target: "b", applied: ["a", "b", "c", "x"], steps: "-x -c -b -a +a +b", heads: "b" });
    expectPlan(line, "purge", { target: "base", applied: ["a", "x"], steps: "-x -a", heads: "" });
  });

  test("forgets also what the graph does not know", () => {
    expectPlan(line, "purge", { target: "a", applied: ["a", "gone"], steps: "-gone -a +a", heads: "a" });
  });

  test("addresses count from the state before it", () => {
    expectPlan(line, "purge", { target: "current", applied: ["a", "b"], steps: "-b -a +a +b", heads: "b" });
  });
});

test("each step says whether it records or forgets", () => {
  expect(graphOf("a", "b < a", "c < a").stamp(["a", "b"], ["c", "a"])).toEqual([
    { revision: "b", direction: "unstamp" },
    { revision: "c", direction: "stamp" },
  ]);
});
