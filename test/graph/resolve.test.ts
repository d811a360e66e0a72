import { describe, expect, test } from "vitest";
import { graphOf, refusal, upTo, words } from "./notation.ts";

//  a1 ─ a2 ─┬─ b1 ─ b2 ─╮   b1 bears "left"
//           │           ├─ m1 ─ m2
//           ╰─ c1 ─ c2 ─╯   c1 bears "right"
//  x1 ─ x2                  x1 bears "aside"
const graph = graphOf(
  "a1",
  "a2 < a1",
  "b1 < a2 [left]",
  "b2 < b1",
  "c1 < a2 [right]",
  "c2 < c1",
  "m1 < b2, c2",
  "m2 < m1",
  "x1 [aside]",
  "x2 < x1",
);

function expectResolved(address: string, applied: string, expected: string): void {
  expect(graph.resolve(address, { applied: upTo(graph, applied) })).toEqual(words(expected));
}

function refused(address: string, applied: string, code: Parameters<typeof refusal>[1]) {
  return refusal(() => graph.resolve(address, { applied: upTo(graph, applied) }), code);
}

describe("absolute addresses", () => {
  test.each([
    ["heads", "m2 x2"],
    ["base", ""],
    ["left@head", "m2"],
    ["left@heads", "m2"],
    ["aside@head", "x2"],
    ["b2@head", "m2"],
    ["left@base", ""],
    ["left", "b1"],
    ["b2", "b2"],
    ["left@a1", "a1"],
    ["left@m2", "m2"],
  ])("%s is %j, whatever is applied", (address, expected) => {
    for (const applied of ["", "a1", "m2 x2"]) expectResolved(address, applied, expected);
  });

  test("head is the only head, and an error that lists them where there are several", () => {
    expect(graphOf("a1", "a2 < a1").resolve("head")).toEqual(["a2"]);
    const error = refused("head", "", "multiple_heads");
    expect(error.message).toBe("there are 2 heads: m2 (left, right), x2 (aside)");
    expect(error.hint).toBe("name one of them, or take all with `heads`, or join them with `migraph merge`");
    expect(error.data["candidates"]).toEqual(["m2", "x2"]);
  });

  test("label@head is refused where the branch has several heads", () => {
    const forked = graphOf("a1 [one]", "a2 < a1", "a3 < a1", "x1");
    const error = refusal(() => forked.resolve("one@head"), "multiple_heads");
    expect(error.message).toBe("there are 2 heads in the branch one: a2 (one), a3 (one)");
    expect(error.hint).toContain("`one@heads`");
    expect(forked.resolve("one@heads")).toEqual(["a2", "a3"]);
  });

  test("current is what is applied and has no applied child", () => {
    expectResolved("current", "", "");
    expectResolved("current", "a2", "a2");
    expectResolved("current", "b2 c1 x1", "b2 c1 x1");
    expectResolved("left@current", "b2 c1 x1", "b2");
  });

  test("in a branch that reaches no applied head, current is the highest of it that is applied", () => {
    expectResolved("right@current", "b2", "a2");
    expectResolved("aside@current", "b2", "");
  });
});

describe("names", () => {
  const hex = graphOf("3f2a9c81d0e4", "3f2a9c99aaaa", "3f2b00000000 [billing]", "abcd", "abcdef < abcd", "billing_v2");

  test("a unique prefix of four characters or more will do", () => {
    expect(hex.resolve("3f2b")).toEqual(["3f2b00000000"]);
    expect(hex.resolve("3f2a9c8")).toEqual(["3f2a9c81d0e4"]);
  });

  test("an exact id or label wins over a prefix", () => {
    expect(hex.resolve("abcd")).toEqual(["abcd"]);
    expect(hex.resolve("billing")).toEqual(["3f2b00000000"]);
  });

  test("a label may be shortened too", () => {
    expect(graphOf("a1 [billing]").resolve("bill")).toEqual(["a1"]);
  });

  test("a prefix that fits both names of one revision is not ambiguous", () => {
    expect(graphOf("feature1 [feature_a, feature_b]").resolve("feat")).toEqual(["feature1"]);
  });

  test("a prefix that fits several is refused, and lists them", () => {
    const error = refusal(() => hex.resolve("3f2a"), "ambiguous_prefix");
    expect(error.message).toBe("2 revisions begin with 3f2a: 3f2a9c81d0e4, 3f2a9c99aaaa");
    expect(error.data["candidates"]).toEqual(["3f2a9c81d0e4", "3f2a9c99aaaa"]);
    refusal(() => hex.resolve("3f2a@head"), "ambiguous_prefix");
  });

  test("a branch cuts the candidates of a prefix", () => {
    const forked = graphOf("root", "feat1 < root [one]", "feat2 < root [two]");
    refusal(() => forked.resolve("feat"), "ambiguous_prefix");
    expect(forked.resolve("two@feat")).toEqual(["feat2"]);
  });

  test("fewer than four characters are no prefix, and the ids that begin so are named", () => {
    const error = refusal(() => hex.resolve("3f2"), "unknown_revision");
    expect(error.hint).toBe("did you mean 3f2a9c81d0e4, 3f2a9c99aaaa or 3f2b00000000?");
  });

  test("an unknown name is refused with near misses: ids, labels and words", () => {
    expect(refusal(() => hex.resolve("biling"), "unknown_revision").hint).toBe("did you mean billing?");
    expect(refusal(() => hex.resolve("HEAD"), "unknown_revision").hint).toBe("did you mean head or heads?");
    const error = refusal(() => hex.resolve("zzzz"), "unknown_revision");
    expect(error.message).toBe("there is no revision or label zzzz");
    expect(error.hint).toBe("`migraph history` lists all revisions");
  });

  test("letter case counts", () => {
    expect(refusal(() => hex.resolve("3F2B00000000"), "unknown_revision").hint).toContain("3f2b00000000");
  });

  test("an unknown branch is refused with near misses", () => {
    const error = refusal(() => hex.resolve("biling@head"), "unknown_branch");
    expect(error.message).toBe("there is no branch biling");
    expect(error.hint).toBe("did you mean billing?");
    expect(refusal(() => hex.resolve("zzzz@head"), "unknown_branch").hint).toContain("label");
  });

  test("a revision that is not of the branch is refused", () => {
    const error = refused("left@c1", "", "not_in_branch");
    expect(error.message).toBe("c1 is not in the branch left");
    refused("aside@right", "", "not_in_branch");
  });
});

describe("steps from where the database is", () => {
  test.each([
    ["+1", "", "refused"],
    ["+1", "x1", "x2"],
    ["+2", "a1", "refused"],
    ["-1", "a2", "a1"],
    ["-1", "x2", "x1"],
    ["current-1", "x2", "x1"],
    ["current+1", "x1", "x2"],
    ["-2", "x2", ""],
  ])("%s with %j applied is %j", (address, applied, expected) => {
    if (expected === "refused") refused(address, applied, "ambiguous_walk");
    else expectResolved(address, applied, expected);
  });

  test("from nothing the first step goes to the only base", () => {
    expect(graphOf("a1", "a2 < a1").resolve("+2", { applied: [] })).toEqual(["a2"]);
    expect(graphOf("a1", "a2 < a1").resolve("+1")).toEqual(["a1"]);
  });

  test("from nothing with several bases the first step is refused, and each is offered", () => {
    const error = refused("+2", "", "ambiguous_walk");
    expect(error.message).toBe("the way up from the base divides: it has 2 bases: a1, x1 (aside)");
    expect(error.hint).toBe("say which branch: a1@+2 or aside@+2; or name a revision");
    expect(error.data).toMatchObject({ from: null, candidates: ["a1", "x1"] });
  });

  test("up from a branch point is refused, and each child is offered by its branch", () => {
    const error = refused("+2", "a2", "ambiguous_walk");
    expect(error.message).toBe("the way up from a2 divides: it has 2 children: b1 (left), c1 (right)");
    expect(error.hint).toBe("say which branch: left@+2 or right@+2; or name a revision");
    expect(error.data).toMatchObject({ from: "a2", candidates: ["b1", "c1"] });
    expectResolved("left@+2", "a2", "b2");
    expectResolved("right@+2", "a2", "c2");
  });

  test("down from a merge is refused, and each parent is offered", () => {
    const error = refused("-2", "m2", "ambiguous_walk");
    expect(error.message).toBe("the way down from m1 divides: it has 2 parents: b2 (left), c2 (right)");
    expect(error.hint).toBe("say which branch: b2@-2 or c2@-2; or name a revision");
    expectResolved("b2@-2", "m2", "b2");
    expectResolved("left@-3", "m2", "b1");
  });

  test("several applied heads are refused, and shown with the address that would do", () => {
    const error = refused("-1", "b2 c1 x2", "ambiguous_current");
    expect(error.message).toBe("3 applied heads could be meant: b2 (left), c1 (right), x2 (aside)");
    expect(error.hint).toBe("say which: left@-1 or right@-1 or aside@-1");
    expect(error.data["candidates"]).toEqual(["b2", "c1", "x2"]);
    expectResolved("left@-1", "b2 c1 x2", "b1");
    expect(refused("current+1", "b1 c1", "ambiguous_current").hint).toBe(
      "say which: left@current+1 or right@current+1",
    );
  });

  test("where no label tells the applied heads apart, their ids do", () => {
    const forked = graphOf("a1 [one]", "a2 < a1", "a3 < a1", "a4 < a2");
    const applied = ["a1", "a2", "a3"];
    const error = refusal(() => forked.resolve("one@-1", { applied }), "ambiguous_current");
    expect(error.hint).toBe("say which: a2@-1 or a3@-1");
    expect(forked.resolve("a2@-1", { applied })).toEqual(["a1"]);
    expect(forked.resolve("a2@+1", { applied })).toEqual(["a4"]);
  });

  test("label@ counts from the applied head of that branch", () => {
    expectResolved("left@+1", "b1 c2", "b2");
    expectResolved("left@-1", "b2 c2", "b1");
    expectResolved("aside@+1", "b2 x1", "x2");
  });

  test("where only the common trunk of the branch is applied, it counts from there", () => {
    expectResolved("right@+1", "b2", "c1");
    expectResolved("right@-1", "b2", "a1");
  });

  test("an applied head of the branch goes before other applied revisions of it", () => {
    //  p ─┬─ m ─ top     top bears "tip"
    //  q ─┤
    //     ╰─ z (on q)
    const joined = graphOf("p", "q", "m < p, q", "top < m [tip]", "z < q");
    expect(joined.resolve("tip@current", { applied: ["p", "q", "z"] })).toEqual(["p"]);
    expect(joined.resolve("tip@+1", { applied: ["p", "q", "z"] })).toEqual(["m"]);
  });

  test("where nothing of the branch is applied, it counts from its base", () => {
    expectResolved("aside@+1", "b2", "x1");
    expectResolved("aside@+2", "", "x2");
    refused("aside@-1", "b2", "out_of_range");
  });

  test("too far is out of range, and says how far there is to go", () => {
    expect(refused("+2", "x1", "out_of_range").message).toBe("+2 goes too far: x1 is 1 step from the end");
    expect(refused("+1", "x2", "out_of_range").message).toBe("+1 goes too far: there is nothing above x2");
    expect(refused("-4", "x2", "out_of_range").message).toBe("-4 goes too far: x2 is 2 steps from the base");
    expect(refused("-1", "", "out_of_range").message).toBe("-1 goes too far: there is nothing below the base");
    refused(`+${"9".repeat(40)}`, "x1", "out_of_range");
    refusal(() => graphOf().resolve("+1"), "out_of_range");
  });
});

describe("steps from a revision", () => {
  test.each([
    ["x1+1", "x2"],
    ["x2-1", "x1"],
    ["x1-1", ""],
    ["b1+2", "m1"],
    ["left+1", "b2"],
    ["left@a2+1", "b1"],
    ["right@m1-1", "c2"],
    ["right@m2-3", "c1"],
    ["left@head-1", "m1"],
    ["left@heads-1", "m1"],
    ["aside@base+2", "x2"],
    ["left@base+3", "b1"],
  ])("%s is %j, whatever is applied", (address, expected) => {
    for (const applied of ["", "a1", "m2 x2"]) expectResolved(address, applied, expected);
  });

  test("the way is the same as from the state: ambiguous, out of range, of the branch", () => {
    expect(refused("a2+1", "", "ambiguous_walk").hint).toBe(
      "say which branch: left@a2+1 or right@a2+1; or name a revision",
    );
    expect(refused("m1-1", "", "ambiguous_walk").hint).toBe("say which branch: b2@m1-1 or c2@m1-1; or name a revision");
    refused("base+1", "", "ambiguous_walk");
    refused("x2+1", "", "out_of_range");
    refused("x2-3", "", "out_of_range");
    refused("base-1", "", "out_of_range");
    refused("left@c1-1", "", "not_in_branch");
    refused("head-1", "", "multiple_heads");
    refused("heads-1", "", "multiple_heads");
  });

  test("the branches that a refusal offers lead where it says", () => {
    expectResolved("right@a2+1", "", "c1");
    expectResolved("c2@m1-1", "", "c2");
  });
});
