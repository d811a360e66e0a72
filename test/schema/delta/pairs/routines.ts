import { type Pair, pair } from "./pair.ts";

const f = "create function f(a int) returns int language sql immutable as 'select a';";
const logged = `create table t (a int, b int);
  create function touch() returns trigger language plpgsql as $f$ begin return new; end $f$;`;
const trigger = "create trigger tr before insert on t for each row execute function touch();";

export const ROUTINES: readonly Pair[] = [
  pair("a function appears", "", f),
  pair("a function goes", f, ""),
  pair(
    "a function's body changes",
    f,
    "create function f(a int) returns int language sql immutable as 'select a + 1';",
  ),
  pair(
    "a function returns something else",
    f,
    "create function f(a int) returns bigint language sql immutable as 'select a::bigint';",
  ),
  pair(
    "a function's argument is renamed",
    f,
    "create function f(b int) returns int language sql immutable as 'select b';",
  ),
  pair(
    "a function gets an argument",
    f,
    "create function f(a int, b int default 1) returns int language sql immutable as 'select a + b';",
  ),
  pair(
    "a function's properties change",
    "create function f() returns int language plpgsql as $$ begin return 1; end $$;",
    `create function f() returns int language plpgsql stable strict security definer parallel safe cost 10
     set work_mem = '8MB' as $$ begin return 1; end $$;`,
  ),
  pair("functions of one name", f, `${f} create function f(a text) returns text language sql as 'select a';`),
  pair(
    "a function that an index and a view use changes",
    `${f} create table t (a int); create index t_f on t (f(a)); create view v as select f(a) as x from t;`,
    `create function f(a int) returns int language sql immutable as 'select a * 2'; create table t (a int);
     create index t_f on t (f(a)); create view v as select f(a) as x from t;`,
  ),
  pair(
    "a function that a default uses appears with the table",
    "",
    `create function next_code() returns text language sql as 'select ''x''';
     create table t (code text default next_code());`,
  ),
  pair(
    "a function with a body of SQL",
    "create table t (a int);",
    "create table t (a int); create function n() returns bigint begin atomic select count(*) from t; end;",
  ),
  pair(
    "a function returns a table",
    "",
    "create function r() returns table (a int, b text) language sql as $$ select 1, 'x' $$;",
  ),
  pair("a variadic function", "", "create function v(variadic a int[]) returns int language sql as 'select a[1]';"),
  pair("a procedure appears", "", "create procedure p(a int) language plpgsql as $$ begin null; end $$;"),
  pair(
    "a procedure's body changes",
    "create procedure p() language plpgsql as $$ begin null; end $$;",
    "create procedure p() language plpgsql as $$ begin perform 1; end $$;",
  ),
  pair("an aggregate appears", "", "create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');"),
  pair(
    "an aggregate changes",
    "create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');",
    "create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '5');",
  ),
  pair("a trigger appears", logged, `${logged} ${trigger}`),
  pair("a trigger goes", `${logged} ${trigger}`, logged),
  pair(
    "a trigger gets columns and a condition",
    `${logged} ${trigger}`,
    `${logged} create trigger tr before update of a on t for each row when (old.a is distinct from new.a) execute function touch();`,
  ),
  pair("a trigger is switched off", `${logged} ${trigger}`, `${logged} ${trigger} alter table t disable trigger tr;`),
  pair(
    "a trigger with transition tables",
    logged,
    `${logged} create trigger tr after update on t referencing old table as o new table as n for each statement
     execute function touch();`,
  ),
  pair(
    "a constraint trigger appears",
    logged,
    `${logged} create constraint trigger tr after insert on t deferrable initially deferred for each row
     execute function touch();`,
  ),
  pair(
    "a trigger on a view",
    `${logged} create view v as select a from t;`,
    `${logged} create view v as select a from t; create trigger tr instead of insert on v for each row execute function touch();`,
  ),
  pair(
    "a rule appears",
    "create table t (a int);",
    "create table t (a int); create rule r as on delete to t do instead nothing;",
  ),
  pair(
    "a rule changes",
    "create table t (a int); create rule r as on delete to t do instead nothing;",
    "create table t (a int); create rule r as on update to t do instead nothing;",
  ),
  pair(
    "an operator appears",
    "",
    `create function same(a int, b int) returns bool language sql immutable as 'select a = b';
     create operator === (leftarg = int, rightarg = int, function = same, commutator = ===);`,
  ),
  pair(
    "an operator changes",
    `create function same(a int, b int) returns bool language sql immutable as 'select a = b';
     create operator === (leftarg = int, rightarg = int, function = same);`,
    `create function same(a int, b int) returns bool language sql immutable as 'select a = b';
     create operator === (leftarg = int, rightarg = int, function = same, restrict = eqsel);`,
  ),
  pair(
    "an operator that an index uses",
    "create table t (a int);",
    `create table t (a int);
     create function same(a int, b int) returns bool language sql immutable as 'select a = b';
     create operator === (leftarg = int, rightarg = int, function = same);
     create index t_a on t (a) where a === 1;`,
  ),
  pair(
    "a cast appears",
    "create type pt as (x int, y int);",
    `create type pt as (x int, y int);
     create function to_text(a pt) returns text language sql immutable as 'select a.x || '';'' || a.y';
     create cast (pt as text) with function to_text(pt) as assignment;`,
  ),
  pair(
    "a cast goes",
    `create type pt as (x int, y int);
     create function to_text(a pt) returns text language sql immutable as 'select a.x || '';'' || a.y';
     create cast (pt as text) with function to_text(pt) as assignment;`,
    "create type pt as (x int, y int);",
  ),
  pair(
    "an operator class appears",
    "create table t (a int);",
    `create table t (a int);
     create operator class by_abs for type int using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=,
     operator 5 >, function 1 btint4cmp(int, int); create index t_a on t (a by_abs);`,
  ),
];
