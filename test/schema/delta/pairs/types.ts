import { type Pair, pair } from "./pair.ts";

const mood = "create type mood as enum ('sad', 'ok', 'happy');";

export const TYPES: readonly Pair[] = [
  pair("an enum appears", "", mood),
  pair("an enum goes", mood, ""),
  pair("an enum gets a value at its end", mood, "create type mood as enum ('sad', 'ok', 'happy', 'elated');"),
  pair(
    "an enum gets values before and between",
    mood,
    "create type mood as enum ('awful', 'sad', 'so-so', 'ok', 'happy');",
  ),
  pair(
    "an enum gets a value that a default uses",
    `${mood} create table t (m mood);`,
    "create type mood as enum ('sad', 'ok', 'happy', 'elated'); create table t (m mood default 'elated');",
  ),
  pair(
    "an enum loses a value",
    `${mood} create table t (m mood default 'ok', n mood[]); create index t_m on t (m);`,
    `create type mood as enum ('sad', 'ok'); create table t (m mood default 'ok', n mood[]); create index t_m on t (m);`,
  ),
  pair(
    "an enum's values change places",
    `${mood} create table t (m mood);`,
    "create type mood as enum ('happy', 'ok', 'sad'); create table t (m mood);",
  ),
  pair("a column becomes an enum", `${mood} create table t (m text);`, `${mood} create table t (m mood);`),
  pair("an enum gets a comment", mood, `${mood} comment on type mood is 'how it is';`),
  pair("a domain appears", "", "create domain email as text check (value like '%@%');"),
  pair(
    "a domain gets a default and must not be null",
    "create domain d as int; create table t (a d);",
    "create domain d as int default 1 not null; create table t (a d);",
  ),
  pair(
    "a domain's check changes",
    "create domain d as int constraint c check (value > 0); create table t (a d);",
    "create domain d as int constraint c check (value > 1); create table t (a d);",
  ),
  pair("a domain loses its check", "create domain d as int constraint c check (value > 0);", "create domain d as int;"),
  pair("a composite type appears", "", "create type point3 as (x int, y int, z int);"),
  pair(
    "a composite type gets an attribute",
    "create type pair as (x int, y int); create table t (a pair);",
    "create type pair as (x int, y int, z text); create table t (a pair);",
  ),
  pair(
    "a composite type loses an attribute",
    "create type pair as (x int, z int, y int);",
    "create type pair as (x int, y int);",
  ),
  pair(
    "an attribute changes its type",
    "create type pair as (x int, y int);",
    "create type pair as (x int, y bigint);",
  ),
  pair("a range appears", "", "create type floats as range (subtype = float8, subtype_diff = float8mi);"),
  pair("a range changes", "create type r as range (subtype = int4);", "create type r as range (subtype = int8);"),
  pair(
    "a column of a domain becomes plain",
    "create domain d as int; create table t (a d);",
    "create table t (a int);",
  ),
];
