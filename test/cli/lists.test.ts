import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project, type TestRevision } from "../support/project.ts";
import { atTerminal, HAS_TERMINAL, onScreen } from "../support/terminal.ts";

const LONG = "with quite a lot to say about it, more than fits into a narrow terminal, and some 表 wide characters";

const REVISIONS: readonly TestRevision[] = [
  { id: "base1", message: `Make the first table, ${LONG}` },
  { id: "left1", parents: ["base1"], labels: ["billing"], message: `Go left, ${LONG}` },
  { id: "right1", parents: ["base1"], depends: ["left1"], message: `Go right, ${LONG}` },
];

const LISTS = ["heads", "bases", "branches", "history", "history --graph", "status"];

test.skipIf(!HAS_TERMINAL)(
  "lists of revisions keep to the width of a narrow terminal, one line a revision",
  async () => {
    const cwd = project(REVISIONS);
    const { url } = await freshDatabase();
    const env = { DATABASE_URL: url };
    await migraph(["upgrade", "left1"], { cwd, env });
    for (const list of [...LISTS, "current"]) {
      const { stdout } = await atTerminal(`migraph ${list}`, { cwd, env, columns: 60 }).ended;
      const named = onScreen(stdout)
        .split("\n")
        .filter((line) => /^\W*(?:base1|left1|right1) /.test(line));
      expect([list, named.length > 0]).toEqual([list, true]);
      // The ideograph takes two columns.
      for (const line of named) expect(line.replace(/表/g, "##").length, `${list}: ${line}`).toBeLessThanOrEqual(60);
      // What is needed stays in sight behind a message that is cut.
      expect(named.filter((line) => /…(?: {2}\(needs left1\))?$/.test(line)).length, list).toBe(named.length);
    }
  },
);

test("none of them is coloured when it is piped, whatever the terminal could show", async () => {
  const cwd = project(REVISIONS);
  const { url } = await freshDatabase();
  const env = { DATABASE_URL: url, TERM: "xterm-256color", COLORTERM: "truecolor", FORCE_COLOR: "1", COLUMNS: "60" };
  await migraph(["upgrade", "left1"], { cwd, env });
  for (const list of [...LISTS, "current", "show base1", "check", "rebase right1 --onto left1 --dry-run"]) {
    const { stdout, stderr } = await migraph(list.split(" "), { cwd, env });
    expect(stdout, list).not.toBe("");
    expect(stdout + stderr, list).not.toContain("\x1b");
  }
  // Nor is anything cut: a program may read it.
  expect((await migraph(["heads"], { cwd, env })).stdout).toContain(`Go left, ${LONG}\n`);
});
