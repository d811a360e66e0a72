import { type Pair, pair } from "./pair.ts";

const docs = "create table docs (a text, b int, c int);";

export const OTHERS: readonly Pair[] = [
  pair("a sequence appears", "", "create sequence s start 100 increment 10 maxvalue 1000 cache 5 cycle;"),
  pair("a sequence changes", "create sequence s;", "create sequence s as bigint increment 2 minvalue -5 cache 10;"),
  pair("a sequence becomes smaller", "create sequence s;", "create sequence s as smallint;"),
  pair("a sequence goes", "create sequence s;", ""),
  pair(
    "a sequence is owned by a column",
    "create table t (a int); create sequence s;",
    "create table t (a int); create sequence s owned by t.a;",
  ),
  pair(
    "a sequence feeds a column",
    "create table t (a int);",
    "create sequence s; create table t (a int default nextval('s'));",
  ),
  pair(
    "a statistics object appears",
    docs,
    `${docs} create statistics st (dependencies, ndistinct) on b, c from docs;`,
  ),
  pair(
    "a statistics object changes",
    `${docs} create statistics st (ndistinct) on b, c from docs;`,
    `${docs} create statistics st (mcv) on b, c from docs; alter statistics st set statistics 50;`,
  ),
  pair("a statistics object goes", `${docs} create statistics st on b, c from docs;`, docs),
  pair(
    "a text search configuration appears",
    "",
    `create text search dictionary simple_en (template = pg_catalog.simple, stopwords = english);
     create text search configuration conf (copy = pg_catalog.english);
     alter text search configuration conf alter mapping for asciiword with simple_en, english_stem;`,
  ),
  pair(
    "a text search configuration that an index uses",
    docs,
    `${docs} create text search configuration conf (copy = pg_catalog.simple);
     create index docs_a on docs using gin (to_tsvector('$s.conf', a));`,
  ),
  pair(
    "a text search dictionary changes",
    "create text search dictionary d (template = pg_catalog.simple);",
    "create text search dictionary d (template = pg_catalog.simple, stopwords = english);",
  ),
  pair("a collation appears", "", "create collation nums (provider = icu, locale = 'en-u-kn');"),
  pair(
    "a foreign table appears",
    "",
    `create foreign data wrapper $s_w; create server $s_v foreign data wrapper $s_w options (host 'h');
     create foreign table ft (a int, b text options (x 'y')) server $s_v options (path '/p');`,
  ),
];

/** Of the whole database: each in databases of its own. */
export const GLOBAL: readonly Pair[] = [
  pair(
    "a schema appears with what is in it",
    "",
    "create schema app; create table app.t (a int); comment on schema app is 'x';",
  ),
  pair("a schema goes", "create schema app; create table app.t (a int primary key);", ""),
  pair(
    "an extension appears",
    "create table t (a text);",
    "create extension pg_trgm; create table t (a text); create index t_a on t using gin (a gin_trgm_ops);",
  ),
  pair("an extension goes", "create extension citext;", ""),
  pair(
    "a table moves to another schema",
    "create schema a; create schema b; create table a.t (x int);",
    "create schema a; create schema b; create table b.t (x int);",
    { renames: ["a.t=b.t"] },
  ),
  pair(
    "an event trigger appears",
    "",
    `create function ev() returns event_trigger language plpgsql as $f$ begin null; end $f$;
     create event trigger et on ddl_command_end when tag in ('CREATE TABLE') execute function ev();`,
  ),
  pair(
    "a publication appears",
    "create table t (a int primary key, b int);",
    "create table t (a int primary key, b int); create publication p for table t with (publish = 'insert');",
  ),
  pair(
    "a publication gets a table",
    "create table t (a int primary key); create table u (a int primary key); create publication p for table t;",
    "create table t (a int primary key); create table u (a int primary key); create publication p for table t, u;",
  ),
  pair("default privileges of all schemas", "", "alter default privileges grant select on tables to delta_reader;"),
];

export const RENAMES: readonly Pair[] = [
  pair(
    "a column is renamed",
    "create table users (id int primary key, mail text unique);",
    "create table users (id int primary key, email text constraint users_mail_key unique);",
    { renames: ["$s.users.mail=$s.users.email"] },
  ),
  pair(
    "a table is renamed with what is named after it",
    "create table person (id serial primary key, a text); create index person_a_idx on person (a);",
    "create table people (id serial primary key, a text); create index people_a_idx on people (a);",
    { renames: ["$s.person=$s.people"] },
  ),
  pair(
    "a column is renamed that a view, a check and an index use",
    "create table t (a int check (a > 0), b int); create view v as select a from t; create index t_i on t (a);",
    "create table t (z int constraint t_a_check check (z > 0), b int); create view v as select z as a from t; create index t_i on t (z);",
    { renames: ["$s.t.a=$s.t.z"] },
  ),
  pair(
    "a type is renamed",
    "create type mood as enum ('a', 'b'); create table t (m mood);",
    "create type feeling as enum ('a', 'b'); create table t (m feeling);",
    { renames: ["$s.mood=$s.feeling"] },
  ),
  pair(
    "a view is renamed",
    "create table t (a int); create view v as select a from t;",
    "create table t (a int); create view w as select a from t;",
    { renames: ["$s.v=$s.w"] },
  ),
  pair(
    "a function is renamed",
    "create function f(a int) returns int language sql as 'select a';",
    "create function g(a int) returns int language sql as 'select a';",
    { renames: ["$s.f=$s.g"] },
  ),
  pair(
    "a constraint and an index are renamed",
    "create table t (a int, b int, constraint u unique (a)); create index i on t (b);",
    "create table t (a int, b int, constraint v unique (a)); create index j on t (b);",
    { renames: ["$s.t.u=$s.t.v", "$s.i=$s.j"] },
  ),
  pair("a table and a column of it are renamed", "create table a (x int, y text);", "create table b (z int, y text);", {
    renames: ["$s.a=$s.b", "$s.b.x=$s.b.z"],
  }),
];
