import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NO_EDGES } from "../../src/apply/step.ts";
import { squawkFindings } from "../../src/check/locks/squawk.ts";
import { readRevisions } from "../../src/revision/read.ts";
import { newest, servers } from "../support/database.ts";
import { project, scratchDirectory, type TestRevision } from "../support/project.ts";
import { migratorOn } from "../support/scene.ts";
import type { TestServer } from "../support/server.ts";

const BEFORE: TestRevision = {
  id: "base1",
  up: `create table users (id int primary key, mail varchar(10), n int, ref int, at timestamp);
create table orders (id int primary key, user_id int);
create index users_mail on users (mail);
create materialized view mv as select id from orders;
create domain small as int;
create table boxes (size small);
create table parts (id int not null, k int not null) partition by list (k);
create table part1 (id int not null, k int not null);
create table part2 (id int not null, k int not null, check (k = 2));
create view v as select id from users;
alter table users add constraint n_set check (n is not null) not valid;`,
  down: "-- irreversible: this is only a test\n",
};
const DOWN = { down: "-- irreversible: this is only a test\n" };

function scratchUrl({ socketDirectory, port }: TestServer): string {
  return `postgresql://postgres@/postgres?host=${encodeURIComponent(socketDirectory)}&port=${port}`;
}

interface Check {
  readonly server?: TestServer;
  readonly config?: object;
  readonly since?: string;
  /** The first revision's script. */
  readonly base?: string;
}

/** What `check --locks` finds, as `revision line code`; the first statement of a script is in its line 6. */
async function found(revisions: readonly TestRevision[], check: Check = {}): Promise<readonly string[]> {
  const { server = newest(), config, since = "base1", base } = check;
  const first = base === undefined ? BEFORE : { ...BEFORE, up: base };
  const root = project([first, ...revisions.map((revision) => ({ parents: ["base1"], ...DOWN, ...revision }))]);
  if (config !== undefined) writeFileSync(join(root, "migraph.config.json"), JSON.stringify(config));
  const { migrator } = await migratorOn(root, undefined);
  const { findings } = await migrator.check({
    allowHeads: true,
    locks: { since, scratch: { url: scratchUrl(server) } },
  });
  for (const { hint, file } of findings) expect({ hint, file }).toMatchObject({ file: expect.stringMatching(/sql$/) });
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ revision, line, code }) => `${revision} ${line} ${code}`);
}

/** Each is one statement. */
const DANGEROUS: readonly (readonly [code: string, up: string])[] = [
  ["index_blocks_writes", "create index on users (n)"],
  ["index_blocks_writes", "reindex table users"],
  ["index_blocks_writes", "reindex index users_mail"],
  ["unique_blocks_reads", "alter table users add unique (mail)"],
  ["unique_blocks_reads", "alter table users add exclude (n with =)"],
  ["check_scan", "alter table users add check (n > 0)"],
  ["check_scan", "alter table users add column x int check (x > 0)"],
  ["foreign_key_scan", "alter table orders add foreign key (user_id) references users"],
  ["not_null_scan", "alter table users alter ref set not null"],
  ["partition_scan", "alter table parts attach partition part1 for values in (1)"],
  ["table_rewrite", "alter table users alter n type bigint"],
  ["table_rewrite", "alter table users add column x float default random()"],
  ["table_rewrite", "alter table users add column x int generated always as (n + 1) stored"],
  ["table_rewrite", "alter table users add column x bigserial"],
  ["table_rewrite", "alter table users set unlogged"],
  ["table_rewrite", "cluster users using users_pkey"],
  ["refresh_blocks_reads", "refresh materialized view mv"],
  ["table_scan", "alter domain small add check (value < 10)"],
  ["required_column", "alter table users add column x int not null"],
  ["rename", "alter table users rename column n to m"],
  ["rename", "alter table users rename to people"],
  ["rename", "alter view v rename to w"],
  ["drop_index", "drop index users_mail"],
  ["update_all_rows", "update users set n = 1"],
  ["update_all_rows", "delete from orders"],
  ["ban-drop-column", "alter table users drop column at"],
  ["ban-drop-table", "drop table boxes"],
  ["ban-drop-not-null", "alter table part1 alter id drop not null"],
];

const HARMLESS = [
  "alter table users add column x int",
  "alter table users add column x int not null default 0",
  "alter table users alter mail type varchar(20)",
  "alter table users alter mail type text",
  "alter table users add check (n > 0) not valid",
  "alter table users validate constraint n_set",
  "alter table users validate constraint n_set; alter table users alter n set not null",
  "alter table orders add foreign key (user_id) references users not valid",
  "alter table parts attach partition part2 for values in (2)",
  "create table t (id int primary key, n int, user_id int references users); create index on t (n); update t set n = 1; alter table t alter n type text; alter table t rename n to m; drop table t",
  "update users set n = 1 where id = 1",
  "truncate orders",
  "create view w as select * from users",
  "insert into orders values (1, 1)",
  "comment on table users is 'people'",
  "create function f() returns int language sql as 'select 1'",
];

/** Each script on tables of its own, in a schema of its own; its first line is line 7. All are run in one database. */
async function foundInEach(scripts: readonly string[], server: TestServer): Promise<readonly (readonly string[])[]> {
  const schemas = scripts.map((_, index) => `create schema s${index};\nset search_path = s${index};\n${BEFORE.up}`);
  const revisions = scripts.map((up, index) => ({ id: `case${index}`, up: `set search_path = s${index};\n${up};` }));
  const all = await found(revisions, { server, base: schemas.join("\n") });
  return scripts.map((_, index) =>
    all.filter((line) => line.startsWith(`case${index} `)).map((line) => line.slice(line.indexOf(" ") + 1)),
  );
}

describe.each(servers)("check --locks on PostgreSQL $major", (server) => {
  test("finds what is dangerous on tables that were there, each once, and nothing in what keeps nobody waiting", async () => {
    const scripts = [...DANGEROUS.map(([, up]) => up), ...HARMLESS];
    const each = await foundInEach(scripts, server);
    expect(scripts.map((up, index) => ({ up, found: each[index] }))).toEqual([
      ...DANGEROUS.map(([code, up]) => ({ up, found: [`7 ${code}`] })),
      ...HARMLESS.map((up) => ({ up, found: [] })),
    ]);
  });
});

test("a lock that is held while a later statement of its transaction takes long is a finding of its own", async () => {
  const up = (sql: string, header: readonly string[] = []) => [{ id: "next2", up: sql, header }];
  const lock = "alter table users add column x int;";
  const long = "create table copy as select id from orders;";
  expect(await found(up(`${lock}\n${long}`))).toEqual(["next2 6 lock_held"]);
  expect(await found(up(`${long}\n${lock}`))).toEqual([]);
  expect(await found(up(`${lock}\n${long}`, ["-- transaction: off"]))).toEqual([]);
  expect(await found(up(`begin;\n${lock}\n${long}\ncommit;`, ["-- transaction: off"]))).toEqual(["next2 8 lock_held"]);
  // Readers wait for the first; that writers wait for the second is told there.
  expect(await found(up(`${lock}\ncreate index on users (n);`))).toEqual([
    "next2 6 lock_held",
    "next2 7 index_blocks_writes",
  ]);
  // What the second says already is not said of the first.
  expect(await found(up(`${lock}\nalter table users add check (n > 0);`))).toEqual(["next2 7 check_scan"]);
});

test("what was made by an earlier revision is in use, what the same one has made is not", async () => {
  const made = { id: "made2", up: "create table t (n int);" };
  const changed = { id: "next3", parents: ["made2"], up: "create index on t (n);\ndrop table t;" };
  expect(await found([made, changed])).toEqual(["next3 6 index_blocks_writes", "next3 7 ban-drop-table"]);
});

test("a comment above a statement accepts findings of that one, the configuration those of all; by either's names", async () => {
  const up = (comment: string) => [
    { id: "next2", up: `${comment}\ncreate index on users (n);\ncreate index on users (at);` },
  ];
  const [second, both] = [
    ["next2 8 index_blocks_writes"],
    ["next2 7 index_blocks_writes", "next2 8 index_blocks_writes"],
  ];
  expect(await found(up("-- migraph: allow index_blocks_writes"))).toEqual(second);
  expect(await found(up("-- migraph: allow rename, require-concurrent-index-creation"))).toEqual(second);
  expect(await found(up("-- squawk-ignore require-concurrent-index-creation"))).toEqual(second);
  expect(await found(up("-- migraph: allow rename"))).toEqual(both);
  const allowing = (...allow: readonly string[]) => found(up("-- no"), { config: { locks: { allow } } });
  expect(await allowing("index_blocks_writes")).toEqual([]);
  expect(await allowing("rename")).toEqual(both);
});

test("`since` in the configuration says from where on it looks; without it what is pending or all is looked at", async () => {
  const next = { id: "next2", up: "create index on users (n);" };
  const root = project([BEFORE, { parents: ["base1"], ...DOWN, ...next }]);
  const url = scratchUrl(newest());
  const codes = async () => {
    const { migrator } = await migratorOn(root, undefined);
    return (await migrator.check({ locks: { scratch: { url } } })).findings.map(({ code }) => code);
  };
  expect(await codes()).toEqual(["index_blocks_writes"]);
  writeFileSync(join(root, "migraph.config.json"), '{ "locks": { "since": "next2" } }');
  expect(await codes()).toEqual([]);
});

test("files that cannot be run are told as such, and nothing is run of them", async () => {
  const root = project([BEFORE, { id: "next2", parents: ["base1"], up: "create index on users (n); commit;" }]);
  const { migrator } = await migratorOn(root, undefined);
  const { ok, findings } = await migrator.check({ locks: { scratch: { url: scratchUrl(newest()) } } });
  expect({ ok, codes: findings.map(({ code }) => code) }).toEqual({ ok: false, codes: ["transaction_control"] });
});

test("what is said of a secret revision does not quote it", async () => {
  const root = project([
    BEFORE,
    {
      id: "next2",
      parents: ["base1"],
      ...DOWN,
      header: ["-- secret: on"],
      up: "alter table users rename n to canary;",
    },
  ]);
  const { migrator } = await migratorOn(root, undefined);
  const result = await migrator.check({ locks: { scratch: { url: scratchUrl(newest()) } } });
  expect(result.findings).toMatchObject([{ code: "rename", line: 7 }]);
  expect(JSON.stringify(result)).not.toContain("canary");
});

test("squawk is run on scripts with data of COPY, in the right places; what it cannot do is known", async () => {
  const copy =
    "copy users (id, mail, n) from stdin;\n1\tselect\t1\n2\tdrop;'\t2\n\\.\nalter table users drop column at;";
  expect(await found([{ id: "next2", up: copy }])).toEqual(["next2 10 ban-drop-column"]);
  const nowhere = { folders: [scratchDirectory()], root: scratchDirectory(), major: 18 };
  expect(await squawkFindings([], nowhere)).toBeUndefined();
  // Of a script that it cannot read it would say nothing else.
  const root = project([{ id: "odd1", up: "drop table t;\ncreate tabel x ();" }]);
  const steps = readRevisions([join(root, "migrations")], "scripts").map((revision) => {
    const step = { revision, direction: "up", script: revision.up, edges: NO_EDGES } as const;
    return { step, text: revision.up.text, statements: [] };
  });
  const here = { folders: [import.meta.dirname], root, major: 18 };
  expect(await squawkFindings(steps, here)).toEqual({ findings: [], unread: steps });
});
