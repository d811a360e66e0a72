-- case: indexes of all kinds
create table t (a int, b text, c int[], d point, e tsvector, f jsonb);
create index on t (a desc nulls last, b text_pattern_ops);
create index on t (lower(b), (a + 1));
create index t_partial on t (a) where b is not null;
create index t_cover on t (a) include (b);
create index t_hash on t using hash (b);
create index t_gin on t using gin (c);
create index t_gist on t using gist (d) with (fillfactor = 80, buffering = on);
create index t_spgist on t using spgist (d);
create index t_brin on t using brin (a) with (pages_per_range = 32, autosummarize = true);
create index t_fts on t using gin (e) with (fastupdate = off);
create index t_json on t using gin (f jsonb_path_ops);
create unique index t_unique on t (b collate "C");
-- case: statistics targets of index columns
create table t (a int, b text);
create index t_e on t (a, (lower(b)), (a + 1));
alter index t_e alter column 2 set statistics 300;
alter index t_e alter column 3 set statistics 1000;
-- case: an index on a function of the schema
create function f(text) returns text immutable language sql as 'select lower($1)';
create table t (a text);
create index on t (f(a)) where f(a) <> '';
-- case: an operator class with options
create table t (a tsvector);
create index t_a on t using gist (a tsvector_ops (siglen = 100));
-- case: indexes on materialized views
create table t (a int, b text);
create materialized view m as select a, b from t;
create unique index m_a on m (a);
alter materialized view m cluster on m_a;
-- case: statistics objects
create table t (a int, b int, c text);
create statistics s_all on a, b, c from t;
create statistics s_kinds (ndistinct, mcv) on a, b from t;
create statistics s_expression on (a + b), lower(c) from t;
create statistics s_one on (a % 10) from t;
alter statistics s_all set statistics 300;
