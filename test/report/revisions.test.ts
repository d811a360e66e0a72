import { expect, test } from "vitest";
import {
  printBranches,
  printCreated,
  printGraph,
  printHistory,
  printRevisions,
  printShown,
} from "../../src/report/revisions.ts";
import type { RevisionEntry } from "../../src/results.ts";
import { Paper } from "../support/output.ts";

function entry(revision: string, parents: readonly string[], more: Partial<RevisionEntry> = {}): RevisionEntry {
  const path = `migrations/${revision}`;
  return { revision, parents, depends: [], labels: [], message: `Make ${revision}`, created: null, path, ...more };
}

function paper(print: (output: Paper) => void, options: ConstructorParameters<typeof Paper>[0] = {}): string {
  const output = new Paper(options);
  print(output);
  return `\n${output.text}\n`;
}

const BASE = entry("base1", [], { created: "2026-01-01T00:00:00Z" });
const LEFT = entry("left1", ["base1"], { labels: ["left", "west"] });
const RIGHT = entry("right1", ["base1"], { depends: ["left1"] });
const HISTORY = {
  revisions: [
    { ...entry("gone1", ["right1"], { path: null }), state: "foreign" as const },
    { ...RIGHT, state: "applied" as const },
    { ...LEFT, state: "pending" as const },
    { ...BASE, state: "applied" as const },
  ],
  heads: ["left1", "right1"],
};

test("a list: id, labels, message, and what it needs", () => {
  expect(paper((output) => printRevisions([LEFT, RIGHT], output, "none"))).toBe(`
left1  [left, west] Make left1
right1  Make right1  (needs left1)
`);
  expect(paper((output) => printRevisions([], output, "No revision is applied."))).toBe("\nNo revision is applied.\n");
  expect(paper((output) => printRevisions(HISTORY.revisions.slice(0, 1), output, ""))).toBe(
    "\ngone1  Make gone1  (not on disk)\n",
  );
});

test("with --verbose the headers too", () => {
  expect(paper((output) => printRevisions([BASE, RIGHT], output, ""), { verbose: true })).toBe(`
base1  Make base1
    parents: none
    created: 2026-01-01T00:00:00Z
    path:    migrations/base1
right1  Make right1  (needs left1)
    parents: base1
    depends: left1
    path:    migrations/right1
`);
});

test("a history marks applied, pending and foreign, and explains the marks", () => {
  expect(paper((output) => printHistory(HISTORY, output))).toBe(`
◌ gone1  Make gone1
● right1  (head) Make right1  (needs left1)
○ left1  (head) [left, west] Make left1
● base1  Make base1

● applied   ○ pending   ◌ foreign
`);
});

test("without a database nothing is marked in a history, and the graph has plain marks", () => {
  const alone = { revisions: [RIGHT, LEFT, BASE], heads: ["left1", "right1"] };
  expect(paper((output) => printHistory(alone, output))).not.toMatch(/[●○◌]/);
  expect(paper((output) => printGraph(alone, output))).toMatch(/^\n○ {2}right1/);
});

test("the graph: lanes, several heads, foreign and pending revisions", () => {
  expect(paper((output) => printGraph(HISTORY, output))).toBe(`
◌  gone1  Make gone1
●  right1  (head) Make right1  (needs left1)
│ ○  left1  (head) [left, west] Make left1
├─╯
●  base1  Make base1

● applied   ○ pending   ◌ foreign
`);
});

test("branch points with their children", () => {
  const branches = { revisions: [{ ...BASE, children: ["left1", "right1"] }], children: [LEFT, RIGHT] };
  expect(paper((output) => printBranches(branches, output))).toBe(`
base1  Make base1
  → left1  [left, west] Make left1
  → right1  Make right1  (needs left1)
`);
  expect(paper((output) => printBranches(branches, output), { unicode: false })).toContain("\n  -> left1");
});

test("one revision with its scripts, and where it stands", async () => {
  const applied = { at: "2026-01-02T03:04:05.678901+00:00", by: "ann", duration_ms: 1234, stamped: false };
  const shown = { ...LEFT, up: "select 1;\n\tselect '\x1b';\n", down: null, verify: "select true;\n" };
  const output = new Paper({ verbose: true });
  await printShown({ revisions: [{ ...shown, state: "applied", applied }] }, output);
  expect(`\n${output.text}\n`).toBe(`
left1  [left, west] Make left1
    parents: base1
    path:    migrations/left1
    state:   applied, run 2026-01-02T03:04:05Z by ann, in 1.2 s

up.sql
select 1;
\tselect '\\x1b';

down.sql
-- the ledger has not kept it

verify.sql
select true;
`);
});

test("paths are shown, and command no terminal", () => {
  const path = "m\x1b/a1";
  const created = { revision: "a1", parents: ["b1", "c1"], path, files: [`${path}/up.sql`, `${path}/down.sql`] };
  expect(paper((output) => printCreated(created, output))).toBe(`
Wrote a1, on b1 and c1:
  m\\x1b/a1/up.sql
  m\\x1b/a1/down.sql
`);
});
