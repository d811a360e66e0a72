import { expect, test } from "vitest";
import { didYouMean, nearest } from "../src/near.ts";

const COMMANDS = ["upgrade", "downgrade", "history", "heads", "status", "stamp", "show"];

test.each([
  ["statsu", ["status"]],
  ["upgade", ["upgrade"]],
  ["upgradde", ["upgrade"]],
  ["hedas", ["heads"]],
  ["HISTORY", ["history"]],
  ["hist", ["history"]],
  ["down", ["downgrade"]],
  ["xyzzy", []],
  ["", []],
])("%s was meant as %j", (typed, meant) => {
  expect(nearest(typed, COMMANDS)).toEqual(meant);
});

test("the nearest comes first, equally near ones in order, three at most", () => {
  expect(nearest("abcdef", ["abcxyf", "abcdex", "abcdef1", "abcdefgh", "abcde"])).toEqual([
    "abcde",
    "abcdef1",
    "abcdefgh",
  ]);
});

test("a name of one character is like no other but itself", () => {
  expect(nearest("a", ["b", "A"])).toEqual(["A"]);
});

test("a mistyped beginning of an id still finds the id", () => {
  expect(nearest("3f2b9c", ["3f2a9c81d0e4", "9d8e7f6a5b4c"])).toEqual(["3f2a9c81d0e4"]);
});

test("a question is made of what was found", () => {
  expect(didYouMean([])).toBeUndefined();
  expect(didYouMean(["a"])).toBe("did you mean a?");
  expect(didYouMean(["a", "b"])).toBe("did you mean a or b?");
  expect(didYouMean(["a", "b", "c"])).toBe("did you mean a, b or c?");
});
