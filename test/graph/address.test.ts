import { describe, expect, test } from "vitest";
import { type Address, parseAddress, parseRange, splitRange } from "../../src/graph/address.ts";
import { refusal } from "./notation.ts";

/** The parts of an address that are there. */
function parts({ branch, symbol, steps }: Address) {
  return [branch, symbol?.kind === "name" ? symbol.name : symbol && `<${symbol.kind}>`, steps];
}

test.each([
  ["3f2a9c81d0e4", undefined, "3f2a9c81d0e4", undefined],
  ["head", undefined, "<head>", undefined],
  ["heads", undefined, "<heads>", undefined],
  ["base", undefined, "<base>", undefined],
  ["current", undefined, "<current>", undefined],
  ["+2", undefined, undefined, 2],
  ["-1", undefined, undefined, -1],
  ["+007", undefined, undefined, 7],
  ["3f2a+2", undefined, "3f2a", 2],
  ["head-1", undefined, "<head>", -1],
  ["label@head", "label", "<head>", undefined],
  ["label@base", "label", "<base>", undefined],
  ["label@+1", "label", undefined, 1],
  ["3f2a@-1", "3f2a", undefined, -1],
  ["label@3f2a-1", "label", "3f2a", -1],
  ["heads_up", undefined, "heads_up", undefined],
  ["12", undefined, "12", undefined],
])("%s", (text, branch, symbol, steps) => {
  expect(parts(parseAddress(text))).toEqual([branch, symbol, steps]);
});

describe("what is no address is refused as a whole", () => {
  test.each([
    ["", "the address is empty", "write an id"],
    [" head", '" head" is not an address', "write an id"],
    ["head\n", '"head\\n" is not an address', "write an id"],
    ["+1xyz", '"+1xyz" is not an address', "write an id"],
    ["a+1+1", '"a+1+1" is not an address', "write an id"],
    ["team-one", '"team-one" is not an address', "write an id"],
    ["v1.0+1", '"v1.0+1" is not an address', "write an id"],
    ["@head", '"@head" is not an address', "write an id"],
    ["@", '"@" is not an address', "write an id"],
    ["+", '"+" does not say how many steps', "write +1"],
    ["label@-", '"label@-" does not say how many steps', "write label@-1"],
    ["label@", '"label@" does not say which revision of the branch', "write label@head or label@+1"],
    ["a@b@head", '"a@b@head" names more than one branch', "one @"],
    ["head@+1", 'head is not a branch, in "head@+1"', "LABEL@+1"],
    ["current@head", 'current is not a branch, in "current@head"', "LABEL@head"],
    ["a:b", '"a:b" is a range, and one revision is wanted', "leave out the colon"],
  ])("%j", (text, message, hint) => {
    const error = refusal(() => parseAddress(text), "bad_address");
    expect(error.message).toBe(message);
    expect(error.hint).toContain(hint);
  });

  test("a long one is not repeated in full", () => {
    expect(refusal(() => parseAddress("-".repeat(5000)), "bad_address").message.length).toBeLessThan(150);
  });
});

test.each(["+0", "-0", "a+0", "label@-0", "+000"])("%s asks for no step, and is refused", (text) => {
  expect(refusal(() => parseAddress(text), "out_of_range").hint).toContain("count from 1");
});

describe("ranges", () => {
  test.each([
    ["a:b", "a", "b"],
    ["a:", "a", undefined],
    [":b", undefined, "b"],
    [":", undefined, undefined],
    ["-3:current", "-3", "current"],
    ["x@base:x@head", "x@base", "x@head"],
  ])("%s", (text, from, to) => {
    expect(splitRange(text)).toEqual({ from, to });
    const range = parseRange(text);
    expect([range.from?.text, range.to?.text]).toEqual([from, to]);
  });

  test("without a colon, or with two, it is no range", () => {
    expect(refusal(() => parseRange("abc"), "bad_address").hint).toBe("write A:B, as in abc:head, abc: or :abc");
    expect(refusal(() => parseRange(""), "bad_address").hint).toBe("write it as A:B");
    expect(refusal(() => parseRange("a:b:c"), "bad_address").message).toContain("more than one colon");
  });

  test("both ends must be addresses", () => {
    refusal(() => parseRange("a:b c"), "bad_address");
    refusal(() => parseRange("+0:b"), "out_of_range");
  });
});
