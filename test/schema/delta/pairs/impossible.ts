import { type Pair, pair } from "./pair.ts";

const e = "create type e as enum ('a', 'b', 'c');";
const e2 = "create type e as enum ('a', 'b');";

/** What no statement of ours brings about: README lists these names. */
export const IMPOSSIBLE: readonly Pair[] = [
  pair(
    "an attribute of a composite type that a table uses changes its type",
    "create type c as (x int); create table t (a c);",
    "create type c as (x bigint); create table t (a c);",
  ),
  pair(
    "a range that a table uses gets another subtype",
    "create type r as range (subtype = int4); create table t (a r);",
    "create type r as range (subtype = int8); create table t (a r);",
  ),
  pair(
    "an operator that an index uses changes",
    "create function same(a int, b int) returns bool language sql immutable as 'select a = b'; create operator === (leftarg = int, rightarg = int, function = same, restrict = neqsel); create table t (a int); create index i on t (a) where a === 1;",
    "create function same(a int, b int) returns bool language sql immutable as 'select a = b'; create operator === (leftarg = int, rightarg = int, function = same, restrict = eqsel); create table t (a int); create index i on t (a) where a === 1;",
  ),
  pair(
    "a domain that a table uses gets another base type",
    "create domain d as int; create table t (a d);",
    "create domain d as bigint; create table t (a d);",
  ),
  pair(
    "an enum that a generated column uses loses a value",
    `${e} create table t (m e, x int generated always as (case when m = 'a' then 1 end) stored); create view v as select m from t; create policy p on t using (m = 'a'); create function f(m e) returns e language sql as 'select m';`,
    `${e2} create table t (m e, x int generated always as (case when m = 'a' then 1 end) stored); create view v as select m from t; create policy p on t using (m = 'a'); create function f(m e) returns e language sql as 'select m';`,
  ),
  pair(
    "an enum that a partition key uses loses a value",
    `${e} create table t (m e) partition by list (m); create table t1 partition of t for values in ('a');`,
    `${e2} create table t (m e) partition by list (m); create table t1 partition of t for values in ('a');`,
  ),
  pair(
    "a column of a partition key changes its type",
    "create table t (a int) partition by range (a); create table t1 partition of t for values from (1) to (2);",
    "create table t (a bigint) partition by range (a); create table t1 partition of t for values from (1) to (2);",
  ),
  pair(
    "a collation that a column uses changes",
    "create collation c (provider = icu, locale = 'de'); create table t (a text collate c);",
    "create collation c (provider = icu, locale = 'fr'); create table t (a text collate c);",
  ),
  pair(
    "an enum that a table uses becomes a domain",
    "create type m as enum ('a'); create table t (a m);",
    "create domain m as text; create table t (a m);",
  ),
  pair(
    "an operator class that an index uses changes",
    "create table t (a int); create operator class oc for type int using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int, int); create index i on t (a oc);",
    "create table t (a int); create operator class oc for type int using btree as operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 btint4cmp(int, int); create index i on t (a oc);",
  ),
  pair(
    "a text search dictionary that is used gets another template",
    "create text search dictionary d (template = simple); create text search configuration c (copy = simple); alter text search configuration c alter mapping for asciiword with d;",
    "create text search dictionary d (template = snowball, language = english); create text search configuration c (copy = simple); alter text search configuration c alter mapping for asciiword with d;",
  ),
  pair(
    "a column must not be null, by a constraint that is not validated",
    "create table t (a int);",
    "create table t (a int); alter table t add constraint given not null a not valid;",
    { since: 18 },
  ),
];
