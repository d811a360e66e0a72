import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scene } from "../support/scene.ts";
import { atTerminal, CTRL_C, HAS_TERMINAL, onScreen } from "../support/terminal.ts";

const ASKED = /Take this revision as it is on disk\? \[y\/N\] /;

/** A database with an edited revision, and a terminal in which `line` has been typed. */
async function asked(line = "migraph repair") {
  const made = await scene([{ id: "first" }]);
  await made.migrator.upgrade();
  const edit = () => appendFileSync(join(made.root, "migrations/first/up.sql"), "select 1;\n");
  edit();
  const terminal = atTerminal(line, { cwd: made.root, env: { DATABASE_URL: made.database.url } });
  return { ...made, terminal, edit };
}

test.skipIf(!HAS_TERMINAL)("repair shows the difference at a terminal, says what it will do, and asks", async () => {
  const { terminal, migrator } = await asked();
  await terminal.said(ASKED);
  terminal.type("y\n");
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(0);
  expect(onScreen(stdout)).toMatch(
    /^\+select 1;\n\nWhat is on disk is taken .* Nothing is run: .*\nTake this .*\[y\/N\] y\nDone\./m,
  );
  expect(await migrator.status()).toMatchObject({ edited: [] });
});

test.skipIf(!HAS_TERMINAL).each([
  ["n", "n\n", 0],
  ["Ctrl-C", CTRL_C, 130],
])("%s changes nothing, and says so", async (_, typed, exit) => {
  const { terminal, migrator } = await asked();
  await terminal.said(ASKED);
  terminal.type(typed);
  const { code, stdout } = await terminal.ended;
  expect(code).toBe(exit);
  expect(onScreen(stdout)).toMatch(/\nNothing was changed\.\n$/);
  expect(await migrator.status()).toMatchObject({ edited: [{ revision: "first" }] });
});

test.skipIf(!HAS_TERMINAL)(
  "what is taken is what was shown, with --quiet too: not what was written since",
  async () => {
    const { terminal, migrator, edit } = await asked("migraph repair --quiet");
    await terminal.said(ASKED);
    edit();
    terminal.type("y\n");
    const { code, stdout } = await terminal.ended;
    expect(code).toBe(1);
    expect(onScreen(stdout)).toMatch(/^\+select 1;$.*error: .* have changed since .* nothing was repaired\nhint: /ms);
    expect(await migrator.status()).toMatchObject({ edited: [{ revision: "first" }] });
  },
);

test.skipIf(!HAS_TERMINAL)("diff has colours at a terminal, unless they are unwanted", async () => {
  const { terminal } = await asked("migraph diff; migraph diff --no-color");
  const { stdout } = await terminal.ended;
  expect(stdout).toContain("\x1b[32m+select 1;\x1b[39m");
  expect(stdout).toMatch(/^\+select 1;/m);
});
