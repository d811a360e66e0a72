import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { VerifyResult } from "../../src/results.ts";
import { freshRole, servers, tables } from "../support/database.ts";
import type { TestRevision } from "../support/project.ts";
import { failureOf, happenings, migratorOn, scene } from "../support/scene.ts";

/** What is found of one verify.sql, as `line: message`; and whether it left the tables as they were. */
async function found(verify: string, more: Partial<TestRevision> = {}): Promise<readonly string[]> {
  const { migrator, sql } = await scene([{ id: "a1", verify, ...more }]);
  await migrator.upgrade();
  const before = await tables(sql);
  const { findings, ok } = await migrator.verify();
  expect(ok).toBe(findings.length === 0);
  expect(await tables(sql)).toEqual(before);
  return findings.map(({ line, message }) => `${line}: ${message}`);
}

describe.each(servers)("verify on PostgreSQL $major", (server) => {
  test("passes what fails nowhere and selects nothing that is false, and keeps nothing of what it does", async () => {
    const { migrator, sql, events } = await scene(
      [
        {
          id: "a1",
          verify: "insert into a1 values (1); select count(*) = 1 as one, true from a1;\nselect 0, 'f', null;",
        },
        { id: "b2", parents: ["a1"] },
        { id: "c3", parents: ["b2"], verify: "-- nothing to be said" },
      ],
      server,
    );
    await migrator.upgrade();
    expect(await migrator.verify()).toMatchObject({
      ok: true,
      revisions: [
        { revision: "a1", ok: true, checks: 2 },
        { revision: "c3", ok: true, checks: 0 },
      ],
      findings: [],
    });
    expect(await sql`select * from a1`).toEqual([]);
    expect((await happenings(sql)).slice(3)).toEqual(["verify a1", "verify c3"]);
    expect(events.filter(({ type }) => type === "verify-finished")).toHaveLength(2);
  });

  test("tells every revision that does not pass, with the place of what failed and the row of what is false", async () => {
    const { migrator, root, sql } = await scene(
      [
        { id: "a1", verify: "select true;\n\nselect n < 3 as small, n > 1 as large\nfrom generate_series(1, 4) n;" },
        { id: "b2", parents: ["a1"], verify: "select 1;\nselect 'é',  nothing from b2;\nselect false;" },
        { id: "c3", parents: ["b2"], verify: "select null::boolean as unknown" },
        { id: "d4", parents: ["c3"], verify: "select true" },
      ],
      server,
    );
    await migrator.upgrade();
    const { ok, findings, revisions } = await migrator.verify();
    const file = (id: string) => `${root}/migrations/${id}/verify.sql`;
    expect(ok).toBe(false);
    expect(revisions.map((revision) => revision.ok)).toEqual([false, false, false, true]);
    expect(findings).toMatchObject([
      { code: "verify_false", message: 'column "small" is false in row 3 and 1 more of 4', file: file("a1"), line: 3 },
      { code: "verify_false", message: 'column "large" is false in row 1 of 4', name: "large", row: 1, revision: "a1" },
      {
        code: "verify_failed",
        message: 'column "nothing" does not exist',
        file: file("b2"),
        line: 2,
        place: { column: 14, excerpt: "select 'é',  nothing from b2;", caret: 13 },
        sqlstate: "42703",
      },
      { code: "verify_null", message: 'column "unknown" is null', line: 1, row: 1, revision: "c3" },
    ]);
    const events =
      await sql`select revision, error->>'code' as code from migraph.event where kind = 'verify' order by id`;
    expect(events).toEqual([
      { revision: "a1", code: "verify_failed" },
      { revision: "b2", code: "verify_failed" },
      { revision: "c3", code: "verify_failed" },
      { revision: "d4", code: null },
    ]);
  });
});

test.for([
  ["of the same name", "select true as a, false as a", ['1: column "a" is false']],
  ["without a name", "select 1, false", ["1: column 2 is false"]],
  ["of a domain", "select 'f'::truth as t", ['1: column "t" is false']],
  ["in RETURNING", "insert into a1 values (1) returning id = 2 as two", ['1: column "two" is false']],
  [
    "in SHOW, EXPLAIN and texts, which are none",
    "show search_path; explain select false; select 'f', '{f}'::bool[]",
    [],
  ],
  ["in no row", "select false where false", []],
  [
    "behind COPY data",
    "copy a1 from stdin;\n1\n2\n\\.\nselect count(*) = 2, count(*) = 3 from a1;",
    ["5: column 2 is false"],
  ],
  [
    "behind settings",
    "set search_path = app; select current_setting('search_path') <> 'app'",
    ["1: column 1 is false"],
  ],
  ["behind savepoints of its own", "savepoint s; select 1/0", ["1: division by zero"]],
  ["after a way back", "savepoint s; insert into a1 values (1); rollback to s; select false", ["1: column 1 is false"]],
] as const)("booleans %s", async ([, verify, expected]) => {
  const up = "create table a1 (id int); create domain truth as boolean;";
  expect(await found(verify, { up, down: "drop table a1; drop domain truth;" })).toEqual(expected);
});

test("a verify.sql finds the session that scripts find, and the next one finds it so too", async () => {
  const leaves = "set search_path = pg_catalog; set local statement_timeout = 1; create temp table left_over ();";
  const { migrator } = await scene([
    { id: "a1", verify: leaves, header: ["-- lock-timeout: 7s"] },
    {
      id: "b2",
      parents: ["a1"],
      verify: `select current_setting('search_path') = '"$user", public' as path, to_regclass('left_over') is null as temp,
        current_setting('statement_timeout') = '9s' as timeout, current_setting('lock_timeout') = '5s' as lock`,
    },
    { id: "c3", parents: ["b2"], verify: "select current_setting('lock_timeout') = '5s'" },
    {
      id: "d4",
      parents: ["c3"],
      header: ["-- lock-timeout: 7s"],
      verify: "select current_setting('lock_timeout') = '7s'",
    },
  ]);
  await migrator.upgrade();
  expect((await migrator.verify([], { statementTimeout: 9000 })).findings).toEqual([]);
});

test.for([
  ["COMMIT", "select 1;\ncommit;\nselect 1;"],
  ["ROLLBACK", "rollback"],
  ["COMMIT in a script that the parser cannot read", "select 1;\ncommit;\nselect from from;"],
] as const)("%s is refused before anything is run", async ([, verify]) => {
  const { migrator, sql } = await scene([
    { id: "a1", verify: "select true" },
    { id: "b2", parents: ["a1"], verify },
  ]);
  await migrator.upgrade();
  const error = await failureOf(migrator.verify());
  expect(error).toMatchObject({
    code: "bad_files",
    exitCode: 2,
    data: { findings: [{ code: "transaction_control" }] },
  });
  expect(await happenings(sql)).toEqual(["up a1", "up b2"]);
});

test("a script that the parser cannot read is run statement by statement", async () => {
  expect(await found("select true;\nselect  from from;\nselect false;")).toEqual(['2: syntax error at or near "from"']);
});

test("addresses and ranges say which; one that is not applied is refused, and one without verify.sql passes", async () => {
  const { migrator } = await scene([
    { id: "aaaa1", verify: "select false" },
    { id: "bbbb2", parents: ["aaaa1"] },
    { id: "cccc3", parents: ["bbbb2"], verify: "select true" },
    { id: "dddd4", parents: ["cccc3"], verify: "select true" },
  ]);
  await migrator.upgrade("cccc3");
  const ids = ({ revisions }: VerifyResult) => revisions.map(({ revision }) => revision);
  expect(ids(await migrator.verify("bbbb"))).toEqual([]);
  expect(ids(await migrator.verify(["cccc", "aaaa1"]))).toEqual(["aaaa1", "cccc3"]);
  expect(ids(await migrator.verify("bbbb2:"))).toEqual(["cccc3"]);
  expect(await migrator.verify("cccc3")).toMatchObject({ ok: true });
  expect(await failureOf(migrator.verify("dddd4"))).toMatchObject({ code: "not_applied", exitCode: 2 });
});

test("of a revision on disk the text on disk is run, of a foreign one that which the ledger kept", async () => {
  const { migrator, root, sql } = await scene([
    { id: "a1", verify: "select true" },
    { id: "b2", parents: ["a1"], verify: "select false as kept" },
    { id: "c3", parents: ["b2"], header: ["-- secret: on"], verify: "select false as hidden" },
  ]);
  await migrator.upgrade();
  for (const id of ["b2", "c3"]) rmSync(join(root, "migrations", id), { recursive: true });
  await sql`update migraph.revision set verify_sql = 'select false' where id = 'a1'`;
  const events: string[] = [];
  const { migrator: other } = await migratorOn(root, undefined, {
    sql,
    onEvent: (event) => event.type === "warning" && events.push(event.message),
  });
  expect((await other.verify()).findings).toMatchObject([
    { file: "verify.sql of b2 in the ledger", message: 'column "kept" is false' },
  ]);
  expect(events).toEqual(["c3 is not verified: it is not on disk, and the ledger has kept no text of it"]);
});

test("what is told of a secret revision does not quote it", async () => {
  const header = ["-- secret: on"];
  expect(await found("select false as canary", { header })).toEqual(["1: column 1 is false"]);
  const [line] = await found("select canary", { header });
  expect(line).toBe("1: the server refused a statement; its words are not shown, as it is secret");
});

test("a role that may only read verifies too, and writes nothing", async () => {
  const { migrator, root, database, sql } = await scene([{ id: "a1", verify: "select false as no" }]);
  await migrator.upgrade();
  const { role, url } = await freshRole(database);
  await sql.unsafe(`grant usage on schema migraph to ${role}; grant select on all tables in schema migraph to ${role}`);
  const { migrator: reader, events } = await migratorOn(root, url);
  expect(await reader.verify()).toMatchObject({ ok: false, findings: [{ name: "no" }] });
  expect(await happenings(sql)).toEqual(["up a1"]);
  expect(events.filter(({ type }) => type === "warning")).toEqual([]);
});

test("--role is the role that it runs as; one that is not there is refused", async () => {
  const { migrator, database } = await scene([{ id: "a1", verify: "select current_user <> 'postgres' as other" }]);
  await migrator.upgrade();
  const { role } = await freshRole(database);
  expect(await migrator.verify([], { role })).toMatchObject({ ok: true });
  expect(await migrator.verify()).toMatchObject({ ok: false });
  expect(await failureOf(migrator.verify([], { role: "nobody_there" }))).toMatchObject({ code: "role_refused" });
});
