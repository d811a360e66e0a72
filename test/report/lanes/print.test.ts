import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { printGraph } from "../../../src/report/revisions.ts";
import { displayWidth } from "../../../src/report/width.ts";
import type { RevisionEntry } from "../../../src/results.ts";
import { Paper } from "../../support/output.ts";

const LONG = "Create the shared types and the functions that every schema of the application needs";

/** Forty revisions, newest first: five in a line, two merges, three branches of nine that grow in turn, six in a line. */
function forty(): readonly RevisionEntry[] {
  const made: RevisionEntry[] = [];
  const make = (parents: readonly string[], more: Partial<RevisionEntry> = {}) => {
    const revision = `${made.length + 10}${"abcdef0123".slice(0, 10)}`;
    const message = made.length % 3 === 0 ? "Add an index" : LONG;
    made.unshift({ revision, parents, depends: [], labels: [], message, created: null, path: revision, ...more });
    return revision;
  };
  let tip = make([]);
  for (let count = 0; count < 5; count++) tip = make([tip]);
  let tips = [tip, tip, tip];
  for (let count = 0; count < 9; count++) {
    tips = tips.map((below, branch) => {
      const labels = count === 0 ? [["billing"], ["notify"], ["search_and_reports"]][branch] : undefined;
      const depends = count === 6 && branch === 2 ? { depends: [tips[0] ?? ""] } : {};
      return make([below], { ...(labels === undefined ? {} : { labels }), ...depends });
    });
  }
  const [one = "", two = "", three = ""] = tips;
  tip = make([make([one, two]), three]);
  for (let count = 0; count < 5; count++) tip = make([tip]);
  return made;
}

describe("forty revisions with three branches side by side, in a terminal of 80 columns", () => {
  const revisions = forty();
  const heads = [revisions[0]?.revision ?? ""];
  const output = new Paper({ width: 80 });
  printGraph({ revisions, heads }, output);
  const lines = output.text.split("\n");

  it("take no more than 80 columns and one line each, but for the four where branches part and join", () => {
    expect(revisions).toHaveLength(40);
    expect(lines).toHaveLength(40 + 4);
    for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
  });

  it("keep ids, heads, labels and what they need, whatever is cut of a message", () => {
    for (const { revision, labels, depends } of revisions) {
      const line = lines.find((each) => each.includes(revision));
      for (const label of labels) expect(line).toContain(label);
      for (const other of depends) expect(line).toContain(`(needs ${other})`);
    }
    expect(lines.filter((line) => line.includes("(head)"))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("…")).length).toBeGreaterThan(20);
  });

  it("keep the text of a branch in one column, right of all lanes", () => {
    const branches = lines
      .slice(lines.findIndex((line) => line.includes("┼")) + 1, -8)
      .filter((line) => /\d/.test(line));
    expect(new Set(branches.map((line) => line.search(/\d/)))).toEqual(new Set([7]));
  });

  it("have a colour for each lane", () => {
    const colored = Object.assign(new Paper({ width: 80 }), { colors: pc.createColors(true) });
    printGraph({ revisions, heads }, colored);
    const line = colored.text.split("\n").find((each) => each.split("│").length === 3) ?? "";
    const colors = [...line.matchAll(/\x1b\[(\d+)m│/g)].map(([, code]) => code);
    expect(new Set(colors).size).toBe(2);
  });
});
