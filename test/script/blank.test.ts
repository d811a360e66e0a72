import { expect, test } from "vitest";
import { isBlank } from "../../src/script/blank.ts";

test.each([
  "",
  " \n;\t",
  "-- select 1;",
  "-- a: b\r\n-- c",
  "/* select 1; /* deep */ */ -- end\n;",
  "/* open",
  "/**/;",
])("there is no statement in %j", (text) => {
  expect(isBlank(text)).toBe(true);
});

test.each(["select 1", "-- a\nselect 1", "/* a */ select", "/* a /* b */ */ x", "- 1", "'-- a'", "$$ /* $$", "*/"])(
  "there is one in %j",
  (text) => {
    expect(isBlank(text)).toBe(false);
  },
);

test("a long run of comments is passed over in one go", () => {
  expect(isBlank("-- line\n".repeat(200_000))).toBe(true);
  expect(isBlank(`${"/* */ ".repeat(100_000)}x`)).toBe(false);
});
