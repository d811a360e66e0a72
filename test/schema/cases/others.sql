-- case: sequences with every option
create sequence s as smallint increment -2 minvalue -100 maxvalue 50 start 50 cache 10 cycle;
create sequence plain;
create sequence big as int start 1000;
-- case: an unlogged sequence
-- from: 15
create unlogged sequence s;
-- case: a sequence owned by a column that does not use it
create table t (a int);
create sequence s owned by t.a;
-- case: operators, operator classes and families
create function eq(int, int) returns boolean immutable language internal strict as 'int4eq';
create function lt(int, int) returns boolean immutable language internal strict as 'int4lt';
create function minus_one(int) returns int immutable language sql as 'select $1 - 1';
create operator === (leftarg = int, rightarg = int, function = eq, commutator = ===, negator = !===, restrict = eqsel, join = eqjoinsel, hashes, merges);
create operator !=== (leftarg = int, rightarg = int, function = int4ne, commutator = !===, negator = ===);
create operator <<< (leftarg = int, rightarg = int, function = lt);
create operator ## (rightarg = int, function = minus_one);
create operator family fam using btree;
create operator class cls for type int using btree family fam as operator 1 <<<, operator 3 ===, function 1 btint4cmp(int, int);
create operator class own_family for type int using hash as operator 1 ===, function 1 hashint4(int);
comment on operator === (int, int) is 'equal';
comment on operator ## (none, int) is 'prefix';
comment on operator class cls using btree is 'class';
comment on operator family fam using btree is 'family';
create table t (a int);
create index t_a on t (a cls);
create view v as select a operator(SCHEMA.===) 1 as b from t;
-- case: a loose member of an operator family
create operator family fam using btree;
alter operator family fam using btree add operator 1 < (int4, int8), function 1 (int4, int8) btint48cmp(int4, int8);
-- case: casts
create type a as enum ('x');
create type b as (v int);
create function to_b(a) returns b immutable language sql as 'select row(1)::SCHEMA.b';
create cast (a as b) with function to_b(a) as assignment;
create cast (b as a) with inout as implicit;
create domain d as int;
comment on cast (a as b) is 'far';
-- case: casts in what functions and domains say
create type pair as (a int, b int);
create function z_pair(int) returns pair immutable language sql as 'select row($1, 0)::SCHEMA.pair';
create cast (int as pair) with function z_pair(int) as implicit;
create function by_default(x pair default 7::pair) returns pair language sql as 'select $1';
create function in_body() returns pair language sql return 5::pair;
create domain paired as int check ((value::pair).a > 0);
-- case: a cast without a function
create type b;
create function b_in(cstring) returns b language internal immutable strict as 'int4in';
create function b_out(b) returns cstring language internal immutable strict as 'int4out';
create type b (input = b_in, output = b_out, like = int4);
create cast (b as int) without function;
create table t (a b);
create view v as select a::int as i from t;
-- case: text search
create text search dictionary dict (template = snowball, language = english, stopwords = english);
create text search dictionary simple_dict (template = pg_catalog.simple, accept = false);
create text search configuration conf (copy = english);
alter text search configuration conf alter mapping for word, asciiword with simple_dict, dict;
alter text search configuration conf drop mapping for email;
create text search configuration bare (parser = "default");
create text search parser pars (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
create text search template tmpl (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary on_tmpl (template = tmpl);
create text search configuration of_pars (parser = pars);
comment on text search configuration conf is 'conf';
comment on text search dictionary dict is 'dict';
comment on text search parser pars is 'parser';
comment on text search template tmpl is 'template';
create table t (a text, b tsvector generated always as (to_tsvector('SCHEMA.conf', a)) stored);
-- case: foreign data
create foreign data wrapper SCHEMA_fdw options (debug 'true');
create server SCHEMA_server type 'x' version '1' foreign data wrapper SCHEMA_fdw options (host 'localhost', "Odd" 'it''s');
create foreign table f (a int options (column_name 'A') not null, b text default 'x' collate "C", check (a > 0)) server SCHEMA_server options (table_name 'other');
comment on foreign table f is 'far';
comment on foreign data wrapper SCHEMA_fdw is 'wrapper';
comment on server SCHEMA_server is 'server';
grant usage on foreign server SCHEMA_server to ROLE_A;
grant usage on foreign data wrapper SCHEMA_fdw to ROLE_A;
grant select on f to ROLE_A;
-- case: a foreign table as partition and as child
create foreign data wrapper SCHEMA_fdw;
create server SCHEMA_server foreign data wrapper SCHEMA_fdw;
create table p (a int, b text) partition by list (a);
create foreign table p_far partition of p for values in (1) server SCHEMA_server;
create table base (a int);
create foreign table child (b int) inherits (base) server SCHEMA_server options (x 'y');
-- case: languages
create trusted language SCHEMA_lang handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
comment on language SCHEMA_lang is 'like plpgsql';
create function f() returns int language SCHEMA_lang as 'begin return 1; end';
grant usage on language SCHEMA_lang to ROLE_A;
-- case: access methods
create access method SCHEMA_am type table handler heap_tableam_handler;
comment on access method SCHEMA_am is 'heap';
create table t (a int) using SCHEMA_am;
create access method SCHEMA_iam type index handler bthandler;
-- case: extensions in a schema
-- alone
create extension citext schema SCHEMA;
create table t (a citext);
comment on extension citext is 'changed';
-- case: an extension with tables that use it
-- alone
create extension btree_gist;
create table t (a int, b tsrange, exclude using gist (a with =, b with &&));
-- case: comments and grants on the schema
comment on schema SCHEMA is 'a schema ''quoted''';
grant usage on schema SCHEMA to ROLE_A with grant option;
-- case: the public schema changed
-- alone
comment on schema public is 'ours';
grant create on schema public to ROLE_A;
-- case: a table in public
-- alone
create table public.t (a int primary key);
-- case: no public schema
-- alone
drop schema public;
-- case: large histories of alterations
create table t (a int, b text);
alter table t add c int default 5;
alter table t alter a type bigint, alter b type varchar(10) using b::varchar(10);
alter table t rename b to bb;
alter table t add primary key (c);
alter table t rename constraint t_pkey to t_key;
alter table t rename to tt;
-- case: what goes with an extension, and comments on NOT NULL
-- from: 18
-- alone
create extension hstore;
create table t (a int constraint t_a_there not null);
create domain d as text constraint d_there not null;
comment on constraint t_a_there on t is 'there';
comment on constraint d_there on domain d is 'there too';
create index t_a on t (a);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger g before insert on t for each row execute function f();
create materialized view m as select a from t;
alter index t_a depends on extension hstore;
alter function f() depends on extension hstore;
alter trigger g on t depends on extension hstore;
alter materialized view m depends on extension hstore;
