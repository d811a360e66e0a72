import { expect, test } from "vitest";
import { displayWidth, startOfWidth } from "../../src/report/width.ts";

test.each([
  ["plain", 5],
  ["", 0],
  ["Straße · café", 13],
  ["cafe\u0301", 4],
  ["設定", 4],
  ["ｶﾞ", 2],
  ["ＡＢ", 4],
  ["한국어", 6],
  ["\u1112\u1161\u11ab", 2],
  ["हिन्दी", 5],
  ["👍", 2],
  ["👍🏽", 2],
  ["👩‍👩‍👧‍👦", 2],
  ["🇫🇷🇩🇪", 4],
  ["❤️", 2],
  ["© ™ → ● ○ ◌ │ …", 15],
  ["a\u200bb", 2],
])("%j takes %i columns", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("a beginning is cut between whole characters only", () => {
  expect(startOfWidth("設定", 3)).toBe("設");
  expect(startOfWidth("e\u0301e\u0301", 1)).toBe("e\u0301");
  expect(startOfWidth("a👩‍👩‍👧‍👦b", 2)).toBe("a");
  expect(startOfWidth("abc", 0)).toBe("");
  expect(startOfWidth("abc", -1)).toBe("");
  expect(startOfWidth("設定", Number.POSITIVE_INFINITY)).toBe("設定");
});
