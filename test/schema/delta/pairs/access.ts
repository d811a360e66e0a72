import { type Pair, pair } from "./pair.ts";

const t = "create table t (a int, b text);";
const f = "create function f() returns int language sql as 'select 1';";

/** The roles `delta_reader` and `delta_writer` are there. */
export const ACCESS: readonly Pair[] = [
  pair("a grant appears", t, `${t} grant select, insert on t to delta_reader;`),
  pair("a grant goes", `${t} grant select on t to delta_reader;`, t),
  pair(
    "a grant can be passed on",
    `${t} grant select on t to delta_reader;`,
    `${t} grant select on t to delta_reader with grant option;`,
  ),
  pair("a grant on columns", t, `${t} grant select (a), update (b) on t to delta_reader;`),
  pair(
    "a grant on a table and on its columns",
    `${t} grant select (a) on t to delta_reader;`,
    `${t} grant insert on t to delta_reader; grant select (b) on t to delta_reader;`,
  ),
  pair(
    "everybody may no longer call a function",
    f,
    `${f} revoke all on function f() from public; grant execute on function f() to delta_reader;`,
  ),
  pair(
    "grants on a schema and a sequence",
    "create sequence s;",
    "create sequence s; grant usage on sequence s to delta_writer; grant usage on schema $s to delta_writer;",
  ),
  pair(
    "grants on a type",
    "create type e as enum ('a');",
    "create type e as enum ('a'); revoke usage on type e from public; grant usage on type e to delta_reader;",
  ),
  pair("a grant on a table that appears", "", `${t} grant select on t to delta_reader, public;`),
  pair("the owner gives up a right", t, `${t} revoke delete on t from current_user;`),
  pair(
    "default privileges appear",
    "",
    "alter default privileges in schema $s grant select on tables to delta_reader;",
  ),
  pair("an owner changes", t, `${t} alter table t owner to delta_writer;`),
  pair(
    "row security is switched on",
    t,
    `${t} alter table t enable row level security; alter table t force row level security;`,
  ),
  pair(
    "a policy appears",
    t,
    `${t} alter table t enable row level security; create policy p on t for select to delta_reader using (a > 0);`,
  ),
  pair(
    "a policy changes",
    `${t} create policy p on t using (a > 0);`,
    `${t} create policy p on t using (a > 1) with check (b is not null);`,
  ),
  pair(
    "a policy is for others",
    `${t} create policy p on t for select to delta_reader using (true);`,
    `${t} create policy p on t as restrictive for select to delta_writer using (true);`,
  ),
  pair("a policy goes", `${t} create policy p on t using (a > 0);`, t),
  pair(
    "comments appear",
    `${t} ${f} create view v as select a from t; create sequence s;`,
    `${t} ${f} create view v as select a from t; create sequence s; comment on table t is 'rows'; comment on column t.a is 'a';
     comment on function f() is 'f'; comment on view v is 'v'; comment on sequence s is 's'; comment on schema $s is 'mine';`,
  ),
  pair(
    "comments change and go",
    `${t} comment on table t is 'rows'; comment on column t.a is 'a';`,
    `${t} comment on table t is 'all rows';`,
  ),
];
