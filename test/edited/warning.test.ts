import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tables } from "../support/database.ts";
import type { TestRevision } from "../support/project.ts";
import { scene } from "../support/scene.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "aaaa1" },
  { id: "bbbb2", parents: ["aaaa1"] },
  { id: "side2", parents: ["aaaa1"], labels: ["side"] },
  { id: "cccc3", parents: ["bbbb2"] },
];

async function place() {
  const made = await scene(REVISIONS);
  await made.migrator.upgrade(["bbbb2", "side2"]);
  const edit = (name: string, text = "create table edited ();\n") =>
    appendFileSync(join(made.root, "migrations", name), text);
  const warnings = () => made.events.filter((event) => event.type === "warning");
  return { ...made, edit, warnings };
}

test("upgrade warns once of edited revisions below what it applies, and applies it", async () => {
  const { migrator, edit, warnings, sql } = await place();
  for (const id of ["aaaa1", "bbbb2"]) edit(`${id}/up.sql`);
  expect(await migrator.upgrade("cccc3")).toMatchObject({ steps: [{ revision: "cccc3" }] });
  expect(warnings()).toEqual([
    {
      type: "warning",
      message: expect.stringMatching(/edited.*: aaaa1, bbbb2; the database is as the ledger says/),
      hint: expect.stringContaining("`migraph diff`"),
    },
  ]);
  expect(await tables(sql)).toContain("cccc3");
});

test("upgrade has nothing to say of edits beside what it applies, or of a way back, or when there is nothing to do", async () => {
  const { migrator, edit, warnings } = await place();
  edit("side2/up.sql");
  edit("bbbb2/down.sql", "select 1;\n");
  await migrator.upgrade("cccc3");
  edit("aaaa1/up.sql");
  await migrator.upgrade("cccc3");
  expect(warnings()).toEqual([]);
});

test("downgrade runs the down script that is on disk, and says that it was edited", async () => {
  const { migrator, root, warnings, sql } = await place();
  writeFileSync(join(root, "migrations/bbbb2/down.sql"), "alter table bbbb2 rename to kept;\n");
  await migrator.downgrade("bbbb2@aaaa1");
  expect(await tables(sql)).toContain("kept");
  expect(warnings()).toMatchObject([
    { message: expect.stringMatching(/down\.sql was edited.*: bbbb2; the one on disk/) },
  ]);
});

test("downgrade has nothing to say of an up script that was edited", async () => {
  const { migrator, edit, warnings } = await place();
  edit("bbbb2/up.sql");
  await migrator.downgrade("bbbb2@aaaa1");
  expect(warnings()).toEqual([]);
});

test("redo of an edited revision runs it as it is on disk, without a warning", async () => {
  const { migrator, root, edit, warnings, sql } = await place();
  edit("side2/up.sql");
  writeFileSync(join(root, "migrations/side2/verify.sql"), "select true;\n");
  await migrator.redo();
  expect(await tables(sql)).toContain("edited");
  expect(warnings()).toEqual([]);
  expect(await migrator.status()).toMatchObject({ edited: [] });
});

test("redo of several has nothing to say of an edited one that it runs again below another", async () => {
  const { migrator, edit, warnings } = await place();
  edit("aaaa1/up.sql");
  await migrator.redo(3);
  expect(warnings()).toEqual([]);
});

test("a plan that was agreed to has been warned of already", async () => {
  const { migrator, edit, warnings } = await place();
  edit("bbbb2/down.sql", "select 1;\n");
  const { steps } = await migrator.downgrade("bbbb2@aaaa1", { dryRun: true });
  await migrator.downgrade("bbbb2@aaaa1", { agreed: steps });
  expect(warnings()).toHaveLength(1);
});
