import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migraph } from "../support/cli.ts";
import { scene } from "../support/scene.ts";

async function place() {
  const made = await scene([{ id: "aaaa1" }, { id: "bbbb2", parents: ["aaaa1"] }]);
  await made.migrator.upgrade();
  const run = (...args: readonly string[]) =>
    migraph(["status", ...args], { cwd: made.root, env: { DATABASE_URL: made.database.url } });
  return { ...made, run, file: (name: string) => join(made.root, "migrations", name) };
}

test("status names the edited files, and says what can be done about it", async () => {
  const { run, file } = await place();
  appendFileSync(file("bbbb2/up.sql"), "select 1;\n");
  writeFileSync(file("bbbb2/verify.sql"), "select true;\n");
  const { stdout } = await run();
  expect(stdout).toContain("edited     bbbb2: up.sql and verify.sql changed since it was applied\n");
  expect(stdout).toMatch(/^ +if it was a mistake: +git checkout migrations\/bbbb2\/up\.sql$/m);
  expect(stdout).toMatch(/^ +if the change is wanted: .* migraph new "what it does"$/m);
  expect(stdout).toMatch(/^ +if the database has it: +migraph repair bbbb2,/m);
  expect(stdout).toMatch(/^ +if its data do not matter: +migraph redo,/m);
  expect((await run("--exit-code", "--quiet")).code).toBe(6);
});

test("status offers redo only where the newest revision is the edited one", async () => {
  const { run, file } = await place();
  appendFileSync(file("aaaa1/up.sql"), "select 1;\n");
  const { stdout } = await run();
  expect(stdout).toContain("migraph repair aaaa1");
  expect(stdout).not.toContain("migraph redo");
});

test("status says with --verbose what was only written in another way", async () => {
  const { run, file } = await place();
  appendFileSync(file("aaaa1/up.sql"), "\n\n");
  const plain = await run("--exit-code");
  expect([plain.code, plain.stdout]).toEqual([0, expect.not.stringContaining("aaaa1")]);
  expect((await run("--verbose")).stdout).toContain("rewritten  aaaa1: up.sql, which means the same\n");
});
