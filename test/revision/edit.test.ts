import { describe, expect, test } from "vitest";
import { withHeaderValue } from "../../src/revision/edit.ts";

describe("a header value is replaced", () => {
  test.each([
    [
      "and the rest stays",
      "-- revision: a\n-- parents: b\n\nselect 1;\n",
      "-- revision: a\n-- parents: x, y\n\nselect 1;\n",
    ],
    [
      "with CRLF",
      "-- revision: a\r\n-- parents: b\r\n\r\nselect 1;",
      "-- revision: a\r\n-- parents: x, y\r\n\r\nselect 1;",
    ],
    ["with lone CR", "-- revision: a\r-- parents: b\rselect 1;", "-- revision: a\r-- parents: x, y\rselect 1;"],
    ["behind a byte order mark", "\ufeff-- parents: b\n-- revision: a\n", "\ufeff-- parents: x, y\n-- revision: a\n"],
    ["with space around it", "--parents  :\tb , c \t\n-- revision: a", "--parents  :\tx, y \t\n-- revision: a"],
    ["without space before it", "-- revision:a\n-- parents:none", "-- revision:a\n-- parents: x, y"],
    [
      "and not the same words below the header",
      "-- revision: a\n-- parents: b\n\n-- parents: b\n",
      "-- revision: a\n-- parents: x, y\n\n-- parents: b\n",
    ],
  ])("%s", (_, script, edited) => {
    expect(withHeaderValue(script, "parents", "x, y", "revision")).toBe(edited);
  });
});

describe("a header line", () => {
  const SCRIPT = "\ufeff-- revision: a\r\n-- depends: b\r\n-- parents: c\r\n\r\n-- depends: d\r\n";

  test.each([
    [SCRIPT, "\ufeff-- revision: a\r\n-- depends: b\r\n-- parents: c\r\n-- created: T\r\n\r\n-- depends: d\r\n"],
    ["-- revision: a\n-- parents: c", "-- revision: a\n-- parents: c\n-- created: T"],
    ["-- parents: c\n-- revision: a\n", "-- parents: c\n-- created: T\n-- revision: a\n"],
  ])("that is not there is put behind another one", (script, edited) => {
    expect(withHeaderValue(script, "created", "T", "parents")).toBe(edited);
  });
});
