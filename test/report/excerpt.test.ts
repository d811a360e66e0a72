import { expect, test } from "vitest";
import { fitExcerpt } from "../../src/report/excerpt.ts";
import { displayWidth } from "../../src/report/width.ts";

/** The line, and below it the caret, in which `^` in the text marks the code point that is meant. */
function shown(marked: string, columns = Number.POSITIVE_INFINITY): string {
  const caret = Array.from(marked).indexOf("^");
  const { line, indent } = fitExcerpt(marked.replace("^", ""), caret, columns, "…");
  return `${line}\n${" ".repeat(indent)}^`;
}

test("the caret is below the character that is meant, however wide the ones before it are", () => {
  expect(shown("select ^x")).toBe("select x\n       ^");
  expect(shown("'設定' ^x")).toBe(`'設定' x\n${" ".repeat(7)}^`);
  expect(shown("'👍🏽' ^x")).toBe(`'👍🏽' x\n${" ".repeat(5)}^`);
  expect(shown("'cafe\u0301' ^x")).toBe(`'cafe\u0301' x\n${" ".repeat(7)}^`);
  expect(shown("select 1^")).toBe("select 1\n        ^");
  expect(shown("^select")).toBe("select\n^");
});

test("what would command the terminal takes one column and commands nothing", () => {
  expect(shown("a\x1b[2J\u202e\ud800 ^x")).toBe("a?[2J?? x\n        ^");
});

test("a long line is cut so that the caret and what is behind it can be seen", () => {
  const long = `${"a".repeat(200)}^b${"c".repeat(200)}`;
  for (const columns of [20, 33, 50, 80, 200]) {
    const [line = "", caret = ""] = shown(long, columns).split("\n");
    expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    expect(line[caret.length - 1]).toBe("b");
    expect(line).toMatch(/^…a+bc+…$/);
  }
  expect(shown(`${"a".repeat(30)}^b`, 20)).toMatch(/^…a+b\n/);
  expect(shown(`^b${"a".repeat(30)}`, 20)).toMatch(/^ba+…\n\^$/);
});

test("a line of wide characters is cut by columns", () => {
  const [line = ""] = shown(`${"設".repeat(60)}^定${"設".repeat(60)}`, 41).split("\n");
  expect(displayWidth(line)).toBeLessThanOrEqual(41);
  expect(line).toContain("定");
});
