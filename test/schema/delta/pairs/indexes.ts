import { type Pair, pair } from "./pair.ts";

const table = "create table t (a int, b text, c jsonb);";

export const INDEXES: readonly Pair[] = [
  pair("an index appears", table, `${table} create index t_a on t (a);`),
  pair("an index goes", `${table} create index t_a on t (a);`, table),
  pair("a unique index appears", table, `${table} create unique index t_a on t (a);`),
  pair("an index becomes unique", `${table} create index t_a on t (a);`, `${table} create unique index t_a on t (a);`),
  pair(
    "an index gets a condition",
    `${table} create index t_a on t (a);`,
    `${table} create index t_a on t (a) where b is not null;`,
  ),
  pair("an index of an expression", table, `${table} create index t_b on t (lower(b), (a + 1));`),
  pair(
    "an index covers a column",
    `${table} create index t_a on t (a);`,
    `${table} create index t_a on t (a) include (b);`,
  ),
  pair("an index of another method", table, `${table} create index t_c on t using gin (c jsonb_path_ops);`),
  pair(
    "order, collation and operator class",
    table,
    `${table} create index t_i on t (a desc nulls last, b collate "C" text_pattern_ops);`,
  ),
  pair(
    "options of an index",
    `${table} create index t_a on t (a);`,
    `${table} create index t_a on t (a) with (fillfactor = 60);`,
  ),
  pair(
    "statistics of an index's expression",
    `${table} create index t_e on t ((a + 1));`,
    `${table} create index t_e on t ((a + 1)); alter index t_e alter column 1 set statistics 300;`,
  ),
  pair(
    "an index gets a comment",
    `${table} create index t_a on t (a);`,
    `${table} create index t_a on t (a); comment on index t_a is 'by a';`,
  ),
];
