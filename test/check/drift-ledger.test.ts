import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TestRevision } from "../support/project.ts";
import { failureOf, scene } from "../support/scene.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "first", message: "Begin", up: "create table people (id int);" },
  { id: "left", parents: ["first"], up: "alter table people add a int;" },
  { id: "right", parents: ["first"], up: "alter table people add b int;" },
];

async function place(revisions: readonly TestRevision[] = REVISIONS) {
  const made = await scene(revisions);
  const drift = () => made.migrator.drift({ scratch: made.database.url });
  const messages = async () => (await drift()).findings.map(({ message }) => message);
  return { ...made, drift, messages };
}

test("revisions that are on another git branch are replayed from the ledger", async () => {
  const { root, migrator, drift, sql } = await place();
  await migrator.upgrade("heads");
  rmSync(join(root, "migrations/left"), { recursive: true });
  writeFileSync(
    join(root, "migrations/first/up.sql"),
    "-- revision: first\n-- parents: none\n\ncreate table other (id int);\n",
  );
  expect((await drift()).findings).toEqual([]);
  await sql.unsafe("alter table people alter a set not null, alter id set not null");
  const { findings } = await drift();
  expect(findings).toMatchObject([
    { message: "table people: column a: null → not null", revision: "left", revision_message: "Make left" },
    {
      message: "table people: column id: null → not null",
      revision: "first",
      file: join(root, "migrations/first/up.sql"),
    },
  ]);
  expect(findings[0]).not.toHaveProperty("file");
});

test("columns stand in the order in which the revisions ran here", async () => {
  const { migrator, messages, sql } = await place();
  await migrator.upgrade("right");
  await migrator.upgrade("heads", { outOfOrder: true });
  expect(await messages()).toEqual([]);
  await sql.unsafe("alter table people drop b, add b int; alter table people drop id, add id int");
  expect(await messages()).toEqual(["table people: columns in another order: (id, b, a) → (a, b, id)"]);
});

test("a database without revisions ought to be empty", async () => {
  const { drift, sql } = await place();
  expect(await drift()).toMatchObject({ ok: true, revisions: 0, findings: [] });
  await sql.unsafe("create table stray (id int)");
  expect(await drift()).toMatchObject({
    ok: false,
    findings: [{ code: "unexpected_object", message: "table stray is in no revision", object: "table public.stray" }],
  });
});

test("what a stamp says is there, and is not, is missing", async () => {
  const { migrator, messages } = await place();
  await migrator.stamp("left");
  expect(await messages()).toEqual(["table people is missing"]);
});

test("what a revision has dropped, and is there, is put down to that revision", async () => {
  const { migrator, drift, sql } = await place([
    { id: "first", up: "create table people (id int); create table old (id int);" },
    { id: "second", parents: ["first"], up: "drop table old;" },
  ]);
  await migrator.upgrade();
  await sql.unsafe("create table old (id int)");
  expect((await drift()).findings).toMatchObject([{ message: "table old is left over", revision: "second" }]);
});

test("a secret revision is replayed from disk, and one that is not there is an error before anything is replayed", async () => {
  const { root, migrator, drift, events } = await place([
    { id: "hidden", header: ["-- secret: on"], up: "create table people (id int);" },
  ]);
  await migrator.upgrade();
  expect((await drift()).findings).toEqual([]);
  appendFileSync(join(root, "migrations/hidden/up.sql"), "alter table people add b int;\n");
  expect((await drift()).findings).toMatchObject([{ message: "table people: column b is missing" }]);
  expect(events).toContainEqual(
    expect.objectContaining({
      type: "warning",
      message: expect.stringContaining("hidden is secret, and its up.sql on disk"),
    }),
  );
  rmSync(join(root, "migrations/hidden"), { recursive: true });
  const failure = await failureOf(drift());
  expect(failure).toMatchObject({
    exitCode: 2,
    message: "hidden is secret, so that its text is not in the ledger, and it is not on disk",
    hint: "check out the branch that has it",
  });
});

test("the scratch database is gone afterwards, also when a replay fails, which names the revision", async () => {
  const { migrator, drift, sql } = await place([{ id: "first", up: "select 1;" }]);
  await migrator.upgrade();
  await drift();
  await sql.unsafe("update migraph.revision set up_sql = 'select 1 / 0'");
  expect(await failureOf(drift())).toMatchObject({ code: "replay_failed", exitCode: 1, data: { revision: "first" } });
  expect(await sql`select datname from pg_database where datname like 'migraph_scratch%'`).toEqual([]);
});
