import { expect, test } from "vitest";
import { FileLines } from "../../../src/report/pictures/file-lines.ts";
import { printText } from "../../../src/report/pictures/text.ts";
import { Paper } from "../../support/output.ts";
import { graph, inDatabases } from "./graphs.ts";

const applied = { state: "applied" as const };
const SEVERAL = inDatabases(
  graph("gone left; right base; left base; base", {
    gone: { state: "foreign", path: null },
    right: { state: "pending" },
    left: { state: "partial" },
    base: { state: "edited" },
  }),
  {
    live: { base: applied, left: { state: "pending" }, right: { state: "pending" } },
    staging: { base: applied, left: applied, right: { state: "pending" }, gone: { state: "foreign" } },
    lost: null,
  },
);

test("marks say what is applied in all, in some and in no databases, and who was not asked is named", () => {
  const output = new Paper();
  printText(SEVERAL, output);
  expect(`\n${output.text}\n`).toBe(`
◌  gone  (head) Make gone  (in staging)
│ ○  right  (head) Make right
◐ │  left  Make left  (in staging)
├─╯
◆  base  Make base

◐ applied in some databases   ○ pending   ◆ edited   ◌ foreign
lost could not be read
`);
});

test("without UTF-8 the marks are letters, and no two alike", () => {
  const output = new Paper({ unicode: false });
  printText(SEVERAL, output);
  expect(output.text).toContain("% applied in some databases   o pending   # edited   ? foreign");
});

test("a file has lines of any length, and an empty range says so", () => {
  const lines = new FileLines(true);
  printText(graph("a b", { a: { message: "long ".repeat(60) } }), lines);
  expect(lines.text).toContain("long ".repeat(60).trimEnd());
  expect(lines.text).toContain("parents: b");
  const none = new FileLines(false);
  printText({ revisions: [], edges: [], heads: [], databases: [] }, none);
  expect(none.text).toBe("The range holds no revision.\n");
});
