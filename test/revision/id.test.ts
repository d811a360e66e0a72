import { expect, test } from "vitest";
import { generateId, nameFault } from "../../src/revision/id.ts";

test.each(["a", "3f2a9c81d0e4", "_", "A_1", "0012", "1e5", "x".repeat(64), "header", "none_"])(
  "%s is a name",
  (name) => {
    expect(nameFault(name)).toBeUndefined();
  },
);

test.each([
  ["", "is empty"],
  ["x".repeat(65), "is longer than 64 characters"],
  ["head", "is one of the reserved words head, heads, base, current, none"],
  ["HEADS", "is one of the reserved words head, heads, base, current, none"],
  ["Base", "is one of the reserved words head, heads, base, current, none"],
  ["current", "is one of the reserved words head, heads, base, current, none"],
  ["None", "is one of the reserved words head, heads, base, current, none"],
  ["a-b", "has other characters than letters A-Z, digits and _"],
  ["a@b", "has other characters than letters A-Z, digits and _"],
  ["a+1", "has other characters than letters A-Z, digits and _"],
  ["a:b", "has other characters than letters A-Z, digits and _"],
  ["ä", "has other characters than letters A-Z, digits and _"],
  ["a\n", "has other characters than letters A-Z, digits and _"],
])("%j is none: it %s", (name, fault) => {
  expect(nameFault(name)).toBe(fault);
});

test("generated ids are twelve hex digits, which no tool takes for a number", () => {
  const ids = Array.from({ length: 2_000 }, generateId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(Number(id)).toBeNaN();
  }
});
