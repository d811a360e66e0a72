import { expect, test } from "vitest";
import { freshDatabase, tables } from "../support/database.ts";
import { project } from "../support/project.ts";
import { migratorOn } from "../support/scene.ts";
import { atTerminal, CTRL_C, CTRL_D, HAS_TERMINAL, onScreen } from "../support/terminal.ts";

const LINE = [{ id: "first" }, { id: "second", parents: ["first"] }];
const ASKED = /Run this down script\? \[y\/N\] /;

/** A database with both revisions, and a terminal in which `downgrade` has been called. */
async function asked(line = "migraph downgrade") {
  const root = project(LINE);
  const { url, sql } = await freshDatabase();
  const { migrator } = await migratorOn(root, url);
  await migrator.upgrade();
  const terminal = atTerminal(line, { cwd: root, env: { DATABASE_URL: url } });
  return { terminal, sql, migrator };
}

test.skipIf(!HAS_TERMINAL)("downgrade shows at a terminal what it would run, and asks", async () => {
  const { terminal, sql } = await asked();
  await terminal.said(ASKED);
  expect(await tables(sql)).toEqual(["first", "second"]);
  terminal.type("y\n");
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(0);
  expect(onScreen(stdout)).toMatch(
    /^ {2}down {4}second {2}Make second\nRun this down script\? \[y\/N\] y\n {2}down {4}second .* ms\nDone: 1 step/,
  );
  expect(await tables(sql)).toEqual(["first"]);
});

test.skipIf(!HAS_TERMINAL).each([
  ["n", "n\n", 0],
  ["Enter alone", "\n", 0],
  ["the end of input", CTRL_D, 0],
  ["Ctrl-C", CTRL_C, 130],
])("%s changes nothing, and says so", async (_, typed, exit) => {
  const { terminal, sql } = await asked();
  await terminal.said(ASKED);
  terminal.type(typed);
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(exit);
  expect(onScreen(stdout)).toMatch(/\nNothing was changed\.\n$/);
  expect(await tables(sql)).toEqual(["first", "second"]);
});

test.skipIf(!HAS_TERMINAL)("what is run is what was shown: not something else that was applied meanwhile", async () => {
  const { terminal, sql, migrator } = await asked();
  await terminal.said(ASKED);
  await migrator.downgrade();
  terminal.type("y\n");
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(1);
  expect(onScreen(stdout)).toMatch(/error: the database has changed since the plan was shown; nothing was run\nhint: /);
  expect(await tables(sql)).toEqual(["first"]);
});

test.skipIf(!HAS_TERMINAL)("a person who pipes the output elsewhere is asked too", async () => {
  const { terminal, sql } = await asked("migraph downgrade | cat");
  await terminal.said(ASKED);
  terminal.type("n\n");
  await terminal.ended;
  expect(await tables(sql)).toEqual(["first", "second"]);
});

test.skipIf(!HAS_TERMINAL)("nobody is asked with --yes, and with --quiet the plan is shown nevertheless", async () => {
  const yes = await asked("migraph downgrade --yes");
  expect((await yes.terminal.ended).stdout).not.toMatch(ASKED);
  expect(await tables(yes.sql)).toEqual(["first"]);
  const quiet = await asked("migraph downgrade --quiet");
  await quiet.terminal.said(ASKED);
  quiet.terminal.type("y\n");
  expect(onScreen((await quiet.terminal.ended).stdout)).toBe(
    "  down    second  Make second\nRun this down script? [y/N] y\n",
  );
  expect(await tables(quiet.sql)).toEqual(["first"]);
});
