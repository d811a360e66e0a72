-- case: views on views
create table t (a int, b text);
create view z as select a, b from t;
create view y as select a from z where b <> '';
create view a as select y.a, z.b from y join z using (a);
comment on view a is 'top';
comment on column a.b is 'from below';
-- case: views with options
create table t (a int, b int default 3);
create view v with (security_barrier) as select a, b from t where a > 0 with cascaded check option;
create view w with (check_option = local) as select a from v;
alter view v alter b set default 7;
-- case: a view with security invoker
-- from: 15
create table t (a int);
create view v with (security_invoker = true) as select a from t;
-- case: views with functions, operators, types and collations
create type e as enum ('x', 'y');
create function f(int) returns int immutable language sql as 'select $1';
create table t (a int, e e);
create view v as select f(a) as g, e::text || 'z' as h, e = 'x' as i, a::text collate "C" as j, sum(a) over (partition by e) from t;
-- case: recursive views and long queries
create recursive view r (n) as values (1) union all select n + 1 from r where n < 5;
create view u as select 1 as a union select 2 intersect select 3;
create view l as select x.a, y.* from (values (1, 'a'), (2, 'b')) x (a, b) cross join lateral (select x.a + 1 as c) y;
-- case: materialized views
create table t (a int, b text);
create materialized view m with (fillfactor = 70) as select a, b from t;
create materialized view n as select a from m with no data;
create index on m (b);
alter materialized view m alter b set statistics 200;
comment on materialized view m is 'kept';
-- case: views whose columns were renamed
create table t (a int, b int);
create view v as select a as x, b as y from t;
alter table t rename a to a2;
alter view v rename column x to x2;
-- case: a view that groups by a key
create table t (id int primary key, a int, b int);
create view v as select id, a, b, count(*) as n from t group by id;
-- case: a materialized view on a function that reads a table
create table t (a int);
create function f() returns bigint stable language plpgsql as 'begin return (select count(*) from SCHEMA.t); end';
create materialized view m as select f() as n;
-- case: a view with a rule of its own for insert
create table t (a int);
create view v as select a from t;
create rule ins as on insert to v do instead insert into t values (new.a);
create rule upd as on update to v where old.a > 0 do instead nothing;
create rule upd_all as on update to v do instead nothing;
-- case: views that select each other
create view a as select 1 as x;
create view b as select x from a;
create or replace view a as select x from b where false union all select 1;
-- case: rules on tables
create table t (a int);
create table log (a int, at timestamptz);
create rule keep as on delete to t do also insert into log values (old.a, now());
create rule never as on update to t where new.a < 0 do instead nothing;
alter table t disable rule never;
create rule two as on insert to t do also (insert into log values (new.a, null); notify changed);
-- case: a view with an instead of trigger
create view v as select 1 as a;
create function trg() returns trigger language plpgsql as 'begin return new; end';
create trigger ins instead of insert or update on v for each row execute function trg();
-- case: grants on views and columns
create table t (a int, b int, c int);
create view v as select a, b from t;
grant select (a), update (a, b) on t to ROLE_A;
grant select on v to ROLE_A, public;
grant insert (a) on v to ROLE_B with grant option;
