import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ProofError } from "../../src/errors.ts";
import type { Squashed } from "../../src/results.ts";
import type { SquashSettings } from "../../src/squash/squash.ts";
import { newest } from "../support/database.ts";
import type { TestRevision } from "../support/project.ts";
import { failureOf, recorded, type Scene, scene } from "../support/scene.ts";
import { filesIn } from "../support/untouched.ts";

const SHOP: readonly TestRevision[] = [
  { id: "a1" },
  {
    id: "b1",
    parents: ["a1"],
    up: "create table plans (\n  id int generated always as identity,\n  code text not null default 'free'\n);",
    down: "drop table plans;\n",
    verify: "select count(*) = 0 from plans;\n",
  },
  {
    id: "c1",
    parents: ["b1"],
    up: "insert into plans (code) values ('small'), ('large');\nalter table plans add price int not null default 5",
    down: "alter table plans drop price;\ndelete from plans;\n",
    verify: "select count(*) = 2 from plans;\n",
  },
  { id: "d1", parents: ["c1"] },
];

/** Proved on the server that the scene's own database is on. */
async function squash(made: Scene, words: string | readonly string[], settings: SquashSettings = {}) {
  return made.migrator.squash(words, { scratch: made.database.url, ...settings });
}

async function refused(made: Scene, words: string | readonly string[], settings: SquashSettings = {}) {
  const before = filesIn(made.root);
  const error = await failureOf(squash(made, words, settings));
  expect(filesIn(made.root)).toEqual(before);
  return error;
}

async function notProved(made: Scene, words: string, settings: SquashSettings = {}): Promise<ProofError> {
  const error = await refused(made, words, settings);
  expect(error).toMatchObject({
    code: "not_proved",
    exitCode: 1,
    hint: expect.stringContaining("nothing was written"),
  });
  if (error instanceof ProofError) return error;
  throw error;
}

function read({ root }: Scene, path: string): string {
  return readFileSync(join(root, "migrations", path), "utf8");
}

test("a run becomes one revision with the id of its end, whose scripts are those of the run", async () => {
  const made = await scene(SHOP);
  const squashed = await squash(made, "b1:c1");
  expect(squashed).toMatchObject({
    revision: "c1",
    parents: ["a1"],
    replaces: ["b1"],
    message: "Make c1, with the revision before it",
    verified: ["c1"],
    unverified: [{ revision: "b1" }],
    proof: { tables: 2, rows: 2, sequences: 1, ignored: [], down: "restores" },
    heads: ["d1"],
    database: "none",
  });
  expect(read(made, "c1/up.sql")).toBe(
    [
      "-- revision: c1",
      "-- parents: a1",
      "-- message: Make c1, with the revision before it",
      "-- created: 2026-01-01T00:02:00.000Z",
      "-- replaces: b1",
      "",
      "-- 1 of 2, b1 Make b1",
      "create table plans (",
      "  id int generated always as identity,",
      "  code text not null default 'free'",
      ");",
      "",
      "-- 2 of 2, c1 Make c1",
      "insert into plans (code) values ('small'), ('large');",
      "alter table plans add price int not null default 5",
      ";",
      "",
    ].join("\n"),
  );
  expect(read(made, "c1/down.sql")).toBe(
    [
      "-- 1 of 2, c1 Make c1",
      "alter table plans drop price;",
      "delete from plans;",
      "",
      "-- 2 of 2, b1 Make b1",
      "drop table plans;",
      "",
    ].join("\n"),
  );
  expect(read(made, "c1/verify.sql")).toBe("select count(*) = 2 from plans;\n");
  expect(existsSync(join(made.root, "migrations/b1"))).toBe(false);
  await made.migrator.upgrade("head", { verify: true });
  expect(await recorded(made.sql)).toEqual(["a1", "c1", "d1"]);
  await made.migrator.downgrade("base");
});

test("a database that has the run needs nothing, and goes up and down through it", async () => {
  const made = await scene(SHOP);
  await made.migrator.upgrade();
  expect(await squash(made, "b1:c1")).toMatchObject({ database: "all", notes: [] });
  expect(await made.migrator.status()).toMatchObject({ pending: [], foreign: [], edited: [], midway: [], applied: 3 });
  expect((await made.migrator.upgrade()).steps).toEqual([]);
  const drift = { scratch: made.database.url };
  expect((await made.migrator.drift(drift)).findings).toEqual([]);
  await made.migrator.create("One more", { revisionId: "e1", up: "create table e1 (id int);", down: "drop table e1;" });
  await made.migrator.create("Another", { revisionId: "f1", up: "create table f1 (id int);", down: "drop table f1;" });
  await made.migrator.upgrade();
  expect((await made.migrator.drift(drift)).findings).toEqual([]);
  await made.migrator.downgrade("a1");
  expect(await recorded(made.sql)).toEqual(["a1"]);
  await made.migrator.upgrade();
  expect(await recorded(made.sql)).toEqual(["a1", "c1", "d1", "e1", "f1"]);
});

test("while the database stands in the middle of the run, it is not squashed", async () => {
  const made = await scene(SHOP);
  await made.migrator.upgrade("b1");
  expect(await refused(made, "b1:c1")).toMatchObject({
    code: "midway",
    exitCode: 2,
    hint: expect.stringMatching(/upgrade c1.*--offline/),
  });
  expect(await squash(made, "b1:c1", { offline: true })).toMatchObject({ database: null });
  expect(await failureOf(made.migrator.upgrade())).toMatchObject({ code: "midway" });
});

test("a dry run writes nothing, and tells what was edited since the database ran it", async () => {
  const made = await scene(SHOP);
  await made.migrator.upgrade();
  writeFileSync(join(made.root, "migrations/b1/down.sql"), "drop table if exists plans;\n");
  const before = filesIn(made.root);
  const { notes } = await squash(made, "b1:c1", { dryRun: true });
  expect(filesIn(made.root)).toEqual(before);
  expect(notes).toEqual([expect.stringMatching(/^b1 was edited/)]);
});

test("it is asked about when it is proved, and a no writes nothing", async () => {
  const made = await scene(SHOP);
  const before = filesIn(made.root);
  const asked: string[] = [];
  const agree = async ({ revision, proof }: Squashed) => {
    asked.push(`${revision}: ${proof.rows} rows`);
    return false;
  };
  expect(await squash(made, "b1:c1", { agree })).toMatchObject({ dry_run: true });
  expect(asked).toEqual(["c1: 2 rows"]);
  expect(filesIn(made.root)).toEqual(before);
});

describe("scripts that somebody has written", () => {
  const UP =
    "create table plans (id int generated always as identity, code text not null default 'free', price int not null default 5);\ninsert into plans (code) values ('small'), ('large');\n";
  const DOWN = "drop table plans;\n";

  test("take the place of the run's when they do the same", async () => {
    const made = await scene(SHOP);
    await squash(made, "b1:c1", { up: UP, down: DOWN, message: "Plans" });
    expect(read(made, "c1/up.sql")).toContain(`-- message: Plans\n`);
    expect(read(made, "c1/up.sql")).toContain(`\n\n${UP}`);
    expect(read(made, "c1/down.sql")).toBe(DOWN);
  });

  const WRONG: readonly (readonly [what: string, up: string, down: string, message: string, diff?: RegExp])[] = [
    ["a lost default", UP.replace(" default 'free'", ""), DOWN, "default", /plans/],
    ["a lost row", UP.replace(", ('large')", ""), DOWN, "table public.plans: 2 rows → 1 row"],
    [
      "a sequence that has counted further",
      `${UP}select nextval('plans_id_seq');\n`,
      DOWN,
      "sequence public.plans_id_seq",
    ],
    [
      "columns in another order",
      UP.replace(
        "code text not null default 'free', price int not null default 5",
        "price int not null default 5, code text not null default 'free'",
      ),
      DOWN,
      "order",
      /code/,
    ],
    ["a way back that leaves something", UP, "alter table plans drop price;\n", "plans", /plans/],
    ["a script that fails", `${UP}create table a1 (id int);\n`, DOWN, 'relation "a1" already exists'],
  ];

  test("are refused with what is different, and nothing is written", async () => {
    const made = await scene(SHOP);
    for (const [what, up, down, message, diff] of WRONG) {
      const error = await notProved(made, "b1:c1", { up, down });
      expect(error.findings.map((finding) => finding.message).join("\n"), what).toContain(message);
      if (diff !== undefined) expect(error.diff, what).toMatch(diff);
    }
  });
});

test("what runs apart runs together as if it were apart", async () => {
  // Each pair: what leaves something behind, and what would be another thing if it were still there.
  const pairs: readonly (readonly [leaves: string, finds: string])[] = [
    ["create schema other;\nset search_path = other, public;", "create table t1 (id int);"],
    ["set local search_path = other;", "create table t2 (id int);"],
    ["select pg_catalog.set_config('search_path', '', false);", "create table t3 (id int);"],
    ["do $$ begin set local search_path = other; end $$;", "create table t4 (id int);"],
    ["create temporary table t5 (id text);", "create table t5 (id int);"],
    ["create table u6 (id int);\ncreate temp table u6 (id text);", "alter table u6 add name text;"],
    ["set role pg_monitor;", "create table t7 (id int);"],
    ["set session authorization pg_monitor;", "create table t8 (id int);"],
    [
      "declare c cursor for select 1;\nprepare p as select 1;",
      "declare c cursor for select 1;\nprepare p as select 1;",
    ],
    ["create table t9 (id int) -- no semicolon", "create table t10 (id int)"],
    ["create table u11 (id int);\ncopy u11 from stdin;\n1\n2\n\\.", "copy u11 from stdin;\n3"],
    ["set statement_timeout = '1ms';", "select pg_sleep(0.02);"],
  ];
  const revisions = pairs.flat().map((up, index): TestRevision => {
    return { id: `r${index}`, parents: index === 0 ? [] : [`r${index - 1}`], up, down: index > 0 ? "" : CLEARED };
  });
  const made = await scene(revisions);
  const last = `r${revisions.length - 1}`;
  expect((await squash(made, `:${last}`)).proof.rows).toBe(3);
  await made.migrator.upgrade();
  expect(await recorded(made.sql)).toEqual([last]);
});

test("what cannot be run of a text that is given is told with its place in the new script", async () => {
  const made = await scene(SHOP);
  const error = await failureOf(squash(made, "b1:c1", { up: "select 1;\ncommit;" }));
  expect(error).toMatchObject({
    exitCode: 2,
    findings: [{ file: "the new up.sql", message: expect.stringMatching(/^COMMIT/) }],
  });
});

const CLEARED = "drop schema other, public cascade;\ncreate schema public;\ngrant usage on schema public to public;\n";

test("constraints that are checked at COMMIT are checked between the parts, and stay deferred in each", async () => {
  const made = await scene([
    { id: "a1", up: "create table a1 (id int primary key);" },
    {
      id: "b1",
      parents: ["a1"],
      up: "create table b1 (id int references a1 deferrable initially deferred);\ninsert into b1 values (1);\ninsert into a1 values (1);",
      down: "drop table b1;\ndelete from a1;\n",
    },
    {
      id: "c1",
      parents: ["b1"],
      up: "alter table b1 add n int;\ninsert into b1 values (2);\ninsert into a1 values (2);",
      down: "delete from b1;\nalter table b1 drop n;\n",
    },
    { id: "d1", parents: ["c1"], up: "alter table b1 add m int;", down: "alter table b1 drop m;\n" },
  ]);
  expect((await squash(made, ":d1")).proof).toMatchObject({ rows: 4, down: "restores" });
});

test("a new enum value that a later revision uses cannot be had in one transaction, unless the type is new there too", async () => {
  const revisions: readonly TestRevision[] = [
    {
      id: "a1",
      up: "create type mood as enum ('ok');\ncreate table t (m mood);",
      down: "drop table t;\ndrop type mood;\n",
    },
    { id: "b1", parents: ["a1"], up: "alter type mood add value 'sad';", down: "" },
    { id: "c1", parents: ["b1"], up: "insert into t values ('sad'::mood);", down: "delete from t;\n" },
  ];
  expect(await refused(await scene(revisions), "b1:c1")).toMatchObject({
    code: "new_enum_value",
    exitCode: 2,
    message: expect.stringContaining("because of c1"),
  });
  const made = await scene(revisions);
  expect((await squash(made, ":c1")).proof).toMatchObject({ rows: 1, down: "restores" });
});

test("scripts outside a transaction are refused, with what can be done; one that is written for a transaction is taken", async () => {
  const made = await scene([
    { id: "a1" },
    {
      id: "b1",
      parents: ["a1"],
      header: ["-- transaction: off"],
      up: "create index concurrently i on a1 (id);",
      down: "-- transaction: off\n\ndrop index concurrently i;\n",
    },
  ]);
  expect(await refused(made, ":b1")).toMatchObject({
    code: "outside_transaction",
    message: expect.stringContaining("b1"),
    hint: expect.stringMatching(/without CONCURRENTLY.*--up FILE/),
  });
  const up = "create table a1 (id int);\ncreate index i on a1 (id);\n";
  expect((await squash(made, ":b1", { up, down: "drop table a1;\n" })).proof.down).toBe("restores");
});

test("headers of the scripts are kept as far as they hold for the whole", async () => {
  const made = await scene([
    {
      id: "a1",
      header: ["-- lock-timeout: 1s", "-- statement-timeout: 10s"],
      down: "-- lock-timeout: 1s\n\ndrop table a1;\n",
    },
    {
      id: "b1",
      parents: ["a1"],
      header: ["-- lock-timeout: 90s", "-- secret: on"],
      down: "-- irreversible: nobody knows how\n",
    },
  ]);
  const squashed = await squash(made, ":b1");
  expect(squashed).toMatchObject({ irreversible: "nobody knows how (b1)", proof: { down: "irreversible" } });
  expect(squashed.notes).toEqual(["statement-timeout is left out of up.sql: 1 of 2 scripts have one"]);
  expect(read(made, "b1/up.sql")).toMatch(/^-- replaces: a1\n-- secret: on\n-- lock-timeout: 90s\n$/m);
  expect(read(made, "b1/down.sql")).toBe("-- irreversible: nobody knows how (b1)\n");
  await made.migrator.upgrade();
  const [row] = await made.sql`select up_sql from migraph.revision`;
  expect(row).toEqual({ up_sql: null });
});

test("where the old ways back did not restore, the new one need do no better, and that is told", async () => {
  const made = await scene([
    { id: "a1", down: "" },
    { id: "b1", parents: ["a1"] },
  ]);
  const { proof } = await squash(made, ":b1");
  expect(proof).toMatchObject({ down: "as before", left: [expect.stringContaining("a1")] });
});

test("values that are others in each run are left out of the comparison, and others are not", async () => {
  const rows = "create table t (id uuid default gen_random_uuid(), at timestamptz default now(), n int);";
  const made = await scene([
    { id: "a1", up: rows, down: "drop table t;\n" },
    { id: "b1", parents: ["a1"], up: "insert into t (n) values (1), (2);", down: "delete from t;\n" },
  ]);
  const { proof } = await squash(made, ":b1", { dryRun: true });
  expect(proof.ignored).toEqual([{ table: "public.t", columns: ["at", "id"] }]);
  const error = await notProved(made, ":b1", { up: `${rows}\ninsert into t (n) values (1), (3);` });
  expect(error.findings).toEqual([{ code: "rows", message: "table public.t: other values in n" }]);
});

test("verify.sql of several revisions become one, in which each sees what it saw", async () => {
  const check = "insert into t values (1);\nselect count(*) = 1 from t;\n";
  const made = await scene([
    { id: "a1", up: "create table t (id int primary key);", down: "drop table t;\n", verify: check },
    { id: "b1", parents: ["a1"], verify: check },
    { id: "c1", parents: ["b1"], verify: "select false;\n" },
  ]);
  const squashed = await squash(made, ":c1");
  expect(squashed.verified).toEqual(["a1", "b1"]);
  expect(squashed.unverified).toMatchObject([{ revision: "c1" }]);
  await made.migrator.upgrade("head", { verify: true });
});

test("a squash that is squashed again replaces all of them", async () => {
  const made = await scene(SHOP);
  await made.migrator.upgrade();
  await squash(made, "b1:c1");
  expect((await squash(made, ":d1")).replaces).toEqual(["a1", "b1", "c1"]);
  expect(await made.migrator.status()).toMatchObject({ pending: [], foreign: [], edited: [], midway: [], applied: 1 });
  await made.migrator.downgrade("base");
  expect(await recorded(made.sql)).toEqual([]);
});

test("is proved by default on an embedded server", async () => {
  const made = await scene(SHOP);
  const { proof } = await made.migrator.squash("b1:c1", { dryRun: true });
  expect(proof.server).toMatchObject({ embedded: true, major: newest().major });
});
