import type { CommuteGrade } from "../../src/results.ts";
import type { TestRevision } from "../support/project.ts";

/** Two branches on one base, and how they are to be graded. Names in the scripts are the case's own. */
export interface CommuteCase {
  readonly name: string;
  readonly base?: string;
  readonly a: string | Partial<TestRevision>;
  readonly b: string | Partial<TestRevision>;
  /** What the merge itself does. */
  readonly merge?: string;
  readonly grade: CommuteGrade;
  /** Of each difference. */
  readonly says?: readonly RegExp[];
}

export const CASES: readonly CommuteCase[] = [
  {
    name: "the same view, altered in two ways",
    base: "create table t1 (id int, state text); create view v1 as select id from t1;",
    a: "create or replace view v1 as select id from t1 where state = 'open';",
    b: "create or replace view v1 as select id from t1 where id > 0;",
    grade: "conflict",
    says: [/view v1/],
  },
  {
    name: "the same view, given a column by each",
    base: "create table t2 (id int, one int, two int); create view v2 as select id from t2;",
    a: "create or replace view v2 as select id, one from t2;",
    b: "create or replace view v2 as select id, two from t2;",
    grade: "conflict",
    says: [
      /^b2 fails when a2 comes first: cannot change name of view column "one" to "two"$/,
      /^a2 fails when b2 comes first: cannot change name of view column "two" to "one"$/,
    ],
  },
  {
    name: "columns added to the same table",
    base: "create table t3 (id int);",
    a: "alter table t3 add one int;",
    b: "alter table t3 add two int;",
    grade: "column order",
    says: [/^table t3: columns in another order: \(id, one, two\) → \(id, two, one\)$/],
  },
  {
    name: "the same key, inserted by each",
    base: "create table t4 (key text primary key, value text);",
    a: "insert into t4 values ('colour', 'red');",
    b: "insert into t4 values ('colour', 'blue');",
    grade: "conflict",
    says: [/^b4 fails when a4 comes first: duplicate key/, /^a4 fails when b4 comes first: duplicate key/],
  },
  {
    name: "the same key, inserted by whoever comes first",
    base: "create table t5 (key text primary key, value text); insert into t5 values ('size', 'small');",
    a: "insert into t5 values ('colour', 'red') on conflict do nothing;",
    b: "insert into t5 values ('colour', 'blue') on conflict do nothing;",
    grade: "conflict",
    says: [/^rows of t5 differ: key 'colour': value 'red' → 'blue'$/],
  },
  {
    name: "a column that one renames and the other uses",
    base: "create table t6 (id int, label text);",
    a: "alter table t6 rename label to title;",
    b: "create view v6 as select label from t6;",
    grade: "conflict",
    says: [/^b6 fails when a6 comes first: column "label" does not exist$/],
  },
  {
    name: "rows with numbers from a sequence, and what refers to them",
    base: `create table t7 (id int generated always as identity primary key, name text,
        code text generated always as ('no ' || name) stored);
      create table u7 (t7_id int references t7, item text);`,
    a: "insert into t7 (name) values ('ann'); insert into u7 select id, 'hat' from t7 where name = 'ann';",
    b: "insert into t7 (name) values ('ben'); insert into u7 select id, 'cap' from t7 where name = 'ben';",
    grade: "generated values",
    says: [/^rows of t7 differ in what is generated: id$/, /^rows of u7 differ in what is generated: t7_id$/],
  },
  {
    name: "serial rows in a partition, of which each writes others with the same number",
    base: `create table t8 (id serial, day int, name text) partition by list (day);
      create table t8_1 partition of t8 for values in (1);`,
    a: "insert into t8 (day, name) values (1, 'ann');",
    b: "insert into t8 (day, name) values (1, 'ben');",
    grade: "generated values",
    says: [/^rows of t8_1 differ in what is generated: id$/],
  },
  {
    name: "clocks and random numbers",
    base: "create table t9 (key text, made timestamptz default clock_timestamp(), token uuid default gen_random_uuid());",
    a: "insert into t9 (key) values ('a');",
    b: "insert into t9 (key) values ('b');",
    grade: "identical",
  },
  {
    name: "the same row, updated by each",
    base: "create table t10 (id int, colour text, size int); insert into t10 values (1, 'white', 1), (2, 'white', 2);",
    a: "update t10 set colour = 'red' where id = 1;",
    b: "update t10 set colour = 'blue';",
    grade: "conflict",
    says: [
      /^rows of t10 differ: \(colour 'blue', id '1', size '1'\) only when a10 comes first; \(colour 'red', id '1', size '1'\) only when b10 comes first$/,
    ],
  },
  {
    name: "values of one enum",
    base: "create type e11 as enum ('low', 'high');",
    a: "alter type e11 add value 'higher' after 'high';",
    b: "alter type e11 add value 'highest' after 'high';",
    grade: "conflict",
    says: [/enum e11/],
  },
  {
    name: "a view that one writes anew, and the merge settles",
    base: "create table t12 (id int); create view v12 as select id from t12;",
    a: "create or replace view v12 as select id from t12 where id > 1;",
    b: "create or replace view v12 as select id from t12 where id < 9;",
    merge: "create or replace view v12 as select id from t12 where id > 1 and id < 9;",
    grade: "identical",
  },
  {
    name: "one that depends on the other",
    a: "create table t13 (id int);",
    b: { up: "alter table t13 add more int;", depends: ["a13"] },
    grade: "ordered",
  },
  {
    name: "indexes that are built outside transactions, without a way back",
    base: "create table t14 (one int, two int);",
    a: {
      up: "create index concurrently t14_one on t14 (one);",
      header: ["-- transaction: off"],
      down: "-- irreversible: indexes stay\n",
    },
    b: { up: "create index concurrently t14_two on t14 (two);", header: ["-- transaction: off"] },
    grade: "identical",
  },
  {
    name: "a secret row that is told apart, and not shown",
    base: "create table t15 (key text primary key, value text);",
    a: {
      up: "insert into t15 values ('password', 'hunter2') on conflict do nothing;",
      header: ["-- secret: on"],
    },
    b: "insert into t15 values ('password', 'swordfish') on conflict do nothing;",
    grade: "conflict",
    says: [/^rows of t15 differ$/],
  },
  {
    name: "a table that one makes only if there is none",
    a: "create table if not exists t16 (id int);",
    b: "create table if not exists t16 (id int, more text);",
    grade: "conflict",
    says: [/^table t16: column more is there only when b16 comes first$/],
  },
  {
    name: "a line that needs something of the other and does not say so",
    a: "create table t17 (id int);",
    b: "alter table t17 add more int;",
    grade: "conflict",
    says: [/^b17 fails when b17 comes first: relation "t17" does not exist$/],
  },
];

/** All cases as one history: a base that holds what each needs, then two branches and their merge for each. */
export function historyOf(cases: readonly CommuteCase[]): readonly TestRevision[] {
  const base = { id: "base1", up: cases.map((each) => each.base ?? "").join("\n") };
  return [base, ...cases.flatMap((each) => branchesOf(each))];
}

export function numberOf(each: CommuteCase): number {
  return CASES.indexOf(each) + 1;
}

function branchesOf(each: CommuteCase): readonly TestRevision[] {
  const number = numberOf(each);
  const branch = (id: string, revision: CommuteCase["a"]) => ({
    id,
    parents: ["base1"],
    ...(typeof revision === "string" ? { up: revision } : revision),
  });
  const [a, b] = [`a${number}`, `b${number}`];
  return [branch(a, each.a), branch(b, each.b), { id: `m${number}`, parents: [a, b], up: each.merge ?? "-- nothing" }];
}
