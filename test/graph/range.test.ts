import { describe, expect, test } from "vitest";
import { graphOf, refusal, upTo, words } from "./notation.ts";

//          ╭─ b1 ─ b2 ─╮
//  a1 ─ a2 ┤           ├─ m      b1 bears "left", c1 bears "right"
//          ╰─ c1 ──────╯
//  x1 ─ x2 ─ x3                  x1 bears "aside"; x2 depends on b1
const graph = graphOf(
  "a1",
  "a2 < a1",
  "b1 < a2 [left]",
  "b2 < b1",
  "c1 < a2 [right]",
  "m < b2, c1",
  "x1 [aside]",
  "x2 < x1 ~ b1",
  "x3 < x2",
);

function expectRange(range: string, expected: string, applied = ""): void {
  expect(graph.range(range, { applied: upTo(graph, applied) })).toEqual(words(expected));
}

describe("ends", () => {
  test.each([
    ["a2:b2", "b2 b1 a2"],
    ["b2:b2", "b2"],
    ["a2:m", "m c1 b2 b1 a2"],
    ["base:b1", "b1 a2 a1"],
    [":b1", "b1 a2 a1"],
    ["m:", "m"],
    [":", "x3 x2 x1 m c1 b2 b1 a2 a1"],
    ["base:heads", "x3 x2 x1 m c1 b2 b1 a2 a1"],
    [":base", ""],
    ["left:m", "m b2 b1"],
  ])("%s is %j: both are included, the newest comes first", (range, expected) => {
    expectRange(range, expected);
  });

  test("a dependency of the newer end is shown from base, and only what stands on the older end otherwise", () => {
    expectRange(":x3", "x3 x2 x1 b1 a2 a1");
    expectRange("x1:x3", "x3 x2 x1");
  });

  test("a range may begin at a dependency", () => {
    expectRange("b1:x3", "x3 x2 b1");
  });

  test("an older end that is not below the newer one is refused", () => {
    const error = refusal(() => graph.range("b2:c1"), "not_ancestor");
    expect(error.message).toBe("the range b2:c1 is empty: b2 is not an ancestor of c1");
    expect(error.hint).toBe("write the older end first; for all that leads to c1 write :c1");
    refusal(() => graph.range("b2:b1"), "not_ancestor");
    refusal(() => graph.range("b2:base"), "not_ancestor");
    refusal(() => graph.range("x1:m"), "not_ancestor");
  });

  test("label@base with an open end is that branch, with what it depends on", () => {
    expectRange("aside@base:", "x3 x2 x1 b1 a2 a1");
    expectRange("left@base:", "m c1 b2 b1 a2 a1");
  });

  test("an end that names nothing is refused", () => {
    refusal(() => graph.range("zz99:m"), "unknown_revision");
    refusal(() => graph.range(":head"), "multiple_heads");
  });
});

describe("where the database stands", () => {
  test("current may be either end", () => {
    expectRange("current:m", "m b2", "b2");
    expectRange("a2:current", "b2 b1 a2", "b2");
    expectRange(":current", "a1", "a1");
    expectRange("current:current", "b1", "b1");
  });

  test("nothing applied is the same as base", () => {
    expectRange("current:b1", "b1 a2 a1");
    expectRange(":current", "");
  });

  test("several applied heads are taken together", () => {
    expectRange("current:heads", "x3 x2 x1 m c1 b2", "b2 c1 x1");
    expectRange("a2:current", "c1 b2 b1 a2", "b2 c1");
  });

  test("an applied head that is below another by a dependency is included", () => {
    // a ─ b     x depends on a, and is applied without b
    const crossed = graphOf("a", "b < a", "x ~ a", "y < x");
    expect(crossed.range("current:heads", { applied: ["a", "x"] })).toEqual(["y", "x", "b", "a"]);
  });

  test("what lies between two applied heads is older than one of them, and left out", () => {
    // a     x ─ y ─ z     x depends on a; z is not applied
    const crossed = graphOf("a", "x ~ a", "y < x", "z < y");
    expect(crossed.range("current:heads", { applied: ["a", "x", "y"] })).toEqual(["z", "y", "a"]);
  });
});

describe("steps", () => {
  test("-N counts down from the other end", () => {
    expectRange("-2:current", "b2 b1 a2", "b2");
    expectRange("-1:b2", "b2 b1");
    expectRange("-1:b2", "b2 b1", "a1");
    expectRange("-1:x3", "x3 x2", "m x1");
    expectRange("left@-2:m", "m b2 b1");
    expectRange("-2:left@m", "m b2 b1");
    expect(graphOf("a", "b < a", "c < b").range("-1:")).toEqual(["c", "b"]);
  });

  test("-N down to below the base is everything", () => {
    expectRange("-2:a2", "a2 a1");
    refusal(() => graph.range("-3:a2"), "out_of_range");
  });

  test("+N counts up from the older end", () => {
    expectRange("a1:+1", "a2 a1");
    expectRange("b1:+2", "m b2 b1");
    expectRange("a2:right@+1", "c1 a2");
    expectRange("left@a2:+1", "b1 a2");
    expectRange("current:+1", "x2 x1", "x1");
    expectRange("aside@current:+1", "x3 x2", "x2 m");
    expect(graphOf("a", "b < a", "c < b").range(":+2")).toEqual(["b", "a"]);
  });

  test("steps on both ends count from where the database stands", () => {
    expectRange("-2:-1", "b1 a2", "b2");
    expectRange("-1:+1", "b2 b1", "b2");
  });

  test("steps that divide, or leave the branch, are refused", () => {
    refusal(() => graph.range("-2:m"), "ambiguous_walk");
    refusal(() => graph.range("a2:+1"), "ambiguous_walk");
    refusal(() => graph.range("left@-1:x3"), "not_in_branch");
    refusal(() => graph.range("-1:"), "multiple_heads");
    const applied = upTo(graph, "b2 c1");
    refusal(() => graph.range("-1:current", { applied }), "ambiguous_current");
    const error = refusal(() => graph.range("current:+1", { applied }), "ambiguous_current");
    expect(error.hint).toBe("say which: left@current or right@current");
  });
});
