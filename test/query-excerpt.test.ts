import { expect, test } from "vitest";
import { queryExcerpt } from "../src/query-excerpt.ts";

test.each([
  ["select 1", "select 1"],
  ["-- revision: a\n-- parents: none\n\nalter table t\n  add c int;", "alter table t add c int;"],
  ["  -- why\n  update t set a = '--b'", "update t set a = '--b'"],
  ["-- nothing else", "-- nothing else"],
  ["", ""],
  ["select 'a text that is too long to be shown'", "select 'a text that is too lon…"],
])("%j is shown as %j", (query, shown) => {
  expect(queryExcerpt(query, 30)).toBe(shown);
});
