-- case: functions in languages and with every property
create function a(x int, y text default 'a', out z int, inout w numeric default 1) language plpgsql stable strict security definer parallel safe cost 5 set search_path = public set work_mem to '1MB' as 'begin z := x; end';
create function b(variadic int[]) returns setof int rows 10 immutable leakproof language sql as 'select unnest($1)';
create function c(int) returns table (p int, q text) language sql as $$select 1, 'x $ $a$'$$;
create function d() returns trigger language plpgsql as 'begin return new; end';
create function e() returns int language internal as 'pg_backend_pid';
create procedure p(a int, inout b int) language plpgsql as 'begin b := a; end';
comment on function a(int, text, numeric) is 'much';
comment on procedure p(int, int) is 'proc';
-- case: overloaded functions
create function f() returns int language sql as 'select 1';
create function f(int) returns int language sql as 'select 1';
create function f(text, variadic int[]) returns int language sql as 'select 1';
-- case: a function that calls one that comes later by name
set local check_function_bodies = off;
create function a() returns int language sql as 'select SCHEMA.z()';
create function z() returns int language sql as 'select 1';
-- case: functions that call each other
create function a(int) returns int language plpgsql as 'begin return SCHEMA.b($1); end';
create function b(int) returns int language sql as 'select SCHEMA.a($1)';
-- case: a function that returns a table's rows and one that returns a view's
create table t (a int);
create view v as select a from t;
create function ft() returns setof t language sql stable as 'select * from SCHEMA.t';
create function fv() returns setof v language sql stable as 'select * from SCHEMA.v';
create function ta() returns t.a%type language sql stable as 'select 1';
-- case: a function whose body does not work
set local check_function_bodies = off;
create function broken() returns int language sql as 'select nothing from nowhere';
-- case: functions with begin atomic
create table t (a int);
create function atomic(x int) returns int language sql begin atomic insert into t values (x); select count(*)::int from t; end;
create function plus(x int) returns int return x + 1;
create view v as select plus(a) as b from t;
create function over_view() returns bigint language sql begin atomic select count(*) from v; end;
-- case: a default argument that calls a function
create function z() returns int language sql as 'select 1';
create function a(x int default z()) returns int language sql as 'select $1';
-- case: support functions and transforms
create function f(text, text) returns boolean language internal immutable strict support textlike_support as 'textlike';
create type b as (v int);
create function from_b(internal) returns internal immutable strict language internal as 'int4out';
create function to_b(internal) returns b immutable strict language internal as 'int4in';
create transform for b language plpgsql (from sql with function from_b(internal), to sql with function to_b(internal));
comment on transform for b language plpgsql is 'both ways';
create function uses(b) returns b transform for type b language plpgsql as 'begin return $1; end';
-- case: aggregates
create function add(int, int) returns int language sql immutable as 'select $1 + $2';
create aggregate total(int) (sfunc = add, stype = int, initcond = '0');
create aggregate total_moving(int) (sfunc = int4pl, stype = int, initcond = '0', msfunc = int4pl, minvfunc = int4mi, mstype = int, minitcond = '0', parallel = safe, combinefunc = int4pl);
create aggregate ordered(float8 order by int) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create aggregate everything(*) (sfunc = int8inc, stype = int8, initcond = '0');
create aggregate hypothetical(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
comment on aggregate total(int) is 'sum';
comment on aggregate everything(*) is 'count';
-- case: grants on functions and procedures
create function f(int) returns int language sql as 'select 1';
create procedure p() language sql as '';
create aggregate g(int) (sfunc = int4pl, stype = int);
revoke execute on function f(int) from public;
grant execute on function f(int) to ROLE_A;
grant execute on procedure p() to ROLE_A with grant option;
revoke execute on function g(int) from public;
-- case: a procedural function in a procedure's place
create procedure outs(a int, out b int) language plpgsql as 'begin b := 1; end';
-- case: a function of configured schema search and roles
create function f() returns int language sql set search_path to 'SCHEMA', 'pg_temp' set datestyle to 'ISO, MDY' set "application_name" to 'it''s' as 'select 1';
-- case: window and polymorphic functions
create function w() returns bigint language internal window immutable as 'window_row_number';
create function poly(anyelement, anyarray) returns anyarray language sql as 'select $2';
create function rec() returns record language sql as 'select 1, 2';
-- case: functions with parsed bodies that call each other
create function a(int) returns int language sql return $1;
create function b(int) returns int language sql return a($1) + 1;
create or replace function a(int) returns int language sql return case when $1 > 0 then b($1 - 1) else 0 end;
comment on function a(int) is 'in a circle';
-- case: a view and a function with a parsed body that read each other
create view v as select 1 as x;
create function f() returns bigint language sql begin atomic select count(*) from v; end;
create or replace view v as select f()::int as x;
comment on column v.x is 'counts itself';
-- case: a default and a check that call functions of the table's row type
create table t (a int, b int);
create function f(t) returns int immutable language sql as 'select 1';
alter table t alter a set default f(null), add constraint own check (f(t.*) > 0);
comment on constraint own on t is 'of itself';
create table u (t t, c int default f(null));
-- case: a domain whose default and check call functions that take it
create domain d as int;
create function ok(d) returns boolean immutable language sql as 'select true';
create function first() returns d immutable language sql as 'select 1';
alter domain d add constraint fine check (ok(value));
alter domain d set default first();
