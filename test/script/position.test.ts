import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeUnitOffset, lineOfOffset, type Place, placeOf } from "../../src/script/position.ts";

/** The excerpt with its caret below, as people see it. */
function drawn({ excerpt, caret }: Place): string {
  return `${excerpt}\n${" ".repeat(caret)}^`;
}

describe("a position that the server tells is shown", () => {
  const text = "select 1;\n\tselect 'ä😀', wrong;\nselect";

  test.each([
    [1, 1, 1, "select 1;\n^"],
    [8, 1, 8, "select 1;\n       ^"],
    [11, 2, 1, " select 'ä😀', wrong;\n^"],
    [25, 2, 15, " select 'ä😀', wrong;\n              ^"],
    [32, 3, 1, "select\n^"],
  ])("position %i as line %i, column %i", (position, line, column, picture) => {
    const place = placeOf(text, position);
    expect(place).toMatchObject({ line, column });
    expect(drawn(place)).toBe(picture);
  });

  test("at the end of a text without a newline there", () => {
    expect(placeOf(text, 38)).toEqual({ line: 3, column: 7, excerpt: "select", caret: 6 });
  });

  test("at the end of a text with a newline there, on the line below", () => {
    expect(placeOf("select (\n", 10)).toEqual({ line: 2, column: 1, excerpt: "", caret: 0 });
  });

  test("at the end of a line behind its last character, whatever ends it", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(placeOf(`ab${end}cd`, 3)).toEqual({ line: 1, column: 3, excerpt: "ab", caret: 2 });
      expect(placeOf(`ab${end}cd`, 3 + end.length)).toEqual({ line: 2, column: 1, excerpt: "cd", caret: 0 });
    }
    expect(placeOf("ab\r\ncd", 4)).toEqual({ line: 1, column: 3, excerpt: "ab", caret: 2 });
  });

  test("in an empty text, and beyond any text, at its end", () => {
    expect(placeOf("", 1)).toEqual({ line: 1, column: 1, excerpt: "", caret: 0 });
    expect(placeOf("ab", 99)).toEqual({ line: 1, column: 3, excerpt: "ab", caret: 2 });
    expect(placeOf("ab", 0)).toEqual({ line: 1, column: 1, excerpt: "ab", caret: 0 });
  });
});

describe("of a long line a window around the position is shown", () => {
  const line = Array.from({ length: 1_000 }, (_, index) => String.fromCodePoint(0x1f600 + (index % 60))).join("");

  test.each([
    [1, 0, "", "…"],
    [500, 51, "…", "…"],
    [1_000, 100, "…", ""],
    [1_001, 101, "…", ""],
  ])("at position %i", (position, caret, before, after) => {
    const place = placeOf(`-- x\n${line}\n`, 5 + position);
    expect(place).toMatchObject({ line: 2, column: position, caret });
    const points = Array.from(place.excerpt);
    expect(points).toHaveLength(100 + before.length + after.length);
    expect(place.excerpt.startsWith(before)).toBe(true);
    expect(place.excerpt.endsWith(after)).toBe(true);
    expect(points[caret] ?? "").toBe(Array.from(line)[position - 1] ?? "");
  });

  test("also where the line has a million characters", () => {
    const place = placeOf("x".repeat(1_000_000), 700_000);
    expect(place).toMatchObject({ line: 1, column: 700_000, caret: 51 });
    expect(place.excerpt).toHaveLength(102);
  });

  test("a line that just fits is shown whole", () => {
    expect(placeOf("x".repeat(100), 80)).toEqual({ line: 1, column: 80, excerpt: "x".repeat(100), caret: 79 });
  });
});

const text = fc
  .array(fc.constantFrom("\n", "\r\n", "\r", "a", "é", "😀", "\t", "設"), { maxLength: 40 })
  .map((all) => all.join(""));

test("a place is what counting one character after the other gives", () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 60 }), (script, position) => {
      const points = Array.from(script);
      const before = points.slice(0, Math.max(0, position - 1)).join("");
      // A CR is no line end of its own where an LF comes next.
      const isWithin = before.endsWith("\r") && script[before.length] === "\n";
      const lines = (isWithin ? before.slice(0, -1) : before).split(/\r\n?|\n/);
      const place = placeOf(script, position);
      expect(place.line).toBe(lines.length);
      expect(place.column).toBe(Array.from(lines.at(-1) ?? "").length + 1);
      expect(place.excerpt).toBe((script.split(/\r\n?|\n/)[place.line - 1] ?? "").replaceAll("\t", " "));
      expect(place.caret).toBe(place.column - 1);
      expect(lineOfOffset(script, before.length)).toBe(place.line);
      expect(codeUnitOffset(script, Math.max(0, position - 1))).toBe(before.length);
    }),
    { numRuns: 1_000 },
  );
});
