import { type Pair, pair } from "./pair.ts";

const t = "create table t (a int, b text, c int);";

export const VIEWS: readonly Pair[] = [
  pair("a view appears", t, `${t} create view v as select a from t;`),
  pair("a view goes", `${t} create view v as select a from t;`, t),
  pair(
    "a view gets a column at its end",
    `${t} create view v as select a from t;`,
    `${t} create view v as select a, b from t;`,
  ),
  pair("a view loses a column", `${t} create view v as select a, b from t;`, `${t} create view v as select a from t;`),
  pair(
    "a view's condition changes",
    `${t} create view v as select a from t;`,
    `${t} create view v as select a from t where c > 0;`,
  ),
  pair(
    "views on views",
    `${t} create view v as select a from t; create view w as select a from v; create view x as select a from w;`,
    `${t} create view v as select a, b from t; create view w as select a, b from v; create view x as select b from w;`,
  ),
  pair(
    "a column below a view changes its type",
    `${t} create view v as select a from t; create view w as select a + 1 as n from v; comment on view v is 'kept';`,
    `create table t (a bigint, b text, c int); create view v as select a from t; create view w as select a + 1 as n from v;
     comment on view v is 'kept';`,
  ),
  pair(
    "options of a view",
    `${t} create view v as select a from t;`,
    `${t} create view v with (security_barrier) as select a from t;`,
  ),
  pair(
    "a view with a check option",
    `${t} create view v as select a from t where a > 0;`,
    `${t} create view v as select a from t where a > 0 with local check option;`,
  ),
  pair(
    "a view's column gets a default",
    `${t} create view v as select a from t;`,
    `${t} create view v as select a from t; alter view v alter a set default 5;`,
  ),
  pair(
    "a materialized view appears",
    t,
    `${t} create materialized view m as select a, b from t; create unique index m_a on m (a);`,
  ),
  pair(
    "a materialized view changes",
    `${t} create materialized view m as select a from t; create index m_a on m (a); create view v as select a from m;`,
    `${t} create materialized view m as select a, c from t; create index m_a on m (a); create view v as select a from m;`,
  ),
  pair("a materialized view goes", `${t} create materialized view m as select a from t;`, t),
  pair("a view becomes a table", `${t} create view v as select a from t;`, `${t} create table v (a int);`),
  pair(
    "a recursive view",
    "create table t (id int, parent int);",
    `create table t (id int, parent int); create recursive view r (id) as select id from t where parent is null
     union all select t.id from t join r on t.parent = r.id;`,
  ),
];
