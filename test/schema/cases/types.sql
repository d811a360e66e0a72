-- case: enums
create type mood as enum ('sad', 'ok', 'happy');
alter type mood add value 'it''s' before 'ok';
create type empty as enum ();
create table t (a mood default 'ok', b mood[] default '{sad,happy}');
comment on type mood is 'how';
-- case: domains
create domain d as varchar(10) collate "C" default 'x' not null constraint long check (length(value) > 2) constraint short check (value <> 'y');
create domain d2 as d constraint more check (value > 'a');
create domain darray as int[] check (array_length(value, 1) < 3);
comment on domain d is 'a domain';
comment on constraint long on domain d is 'not too short';
alter domain d2 add constraint later check (value < 'z') not valid;
-- case: a domain whose check calls a function
create function ok(text) returns boolean immutable language plpgsql as 'begin return true; end';
create domain d as text check (ok(value));
create table t (a d);
create function uses(d) returns d language sql as 'select $1';
-- case: composite types
create type c as (a int, b text collate "C", "Odd name" numeric(5,1)[]);
create type nested as (c c, cs c[]);
create table t (a nested);
comment on type c is 'two';
comment on column c.a is 'one';
-- case: a composite type with a dropped attribute
create type c as (a int, b text, d int);
alter type c drop attribute b;
alter type c add attribute e text;
-- case: range types
create type simple as range (subtype = float8, subtype_diff = float8mi);
create type textrange as range (subtype = text, collation = "C");
create table t (a simple, b simple_multirange);
-- case: a range with a name of its own for the multirange
-- from: 14
create type r as range (subtype = date, multirange_type_name = many_r);
create table t (a many_r);
-- case: a range with a canonical function
create type r;
create function r_canonical(r) returns r language internal immutable strict as 'int4range_canonical';
create type r as range (subtype = int4, canonical = r_canonical);
-- case: a base type
create type b;
create function b_in(cstring) returns b language internal immutable strict as 'int4in';
create function b_out(b) returns cstring language internal immutable strict as 'int4out';
create type b (input = b_in, output = b_out, like = int4, category = 'N', default = '7');
create table t (a b);
comment on type b is 'like an int';
-- case: a base type with all its functions
create type b;
create function b_in(cstring, oid, int4) returns b language internal immutable strict as 'varcharin';
create function b_out(b) returns cstring language internal immutable strict as 'varcharout';
create function b_recv(internal, oid, int4) returns b language internal immutable strict as 'varcharrecv';
create function b_send(b) returns bytea language internal immutable strict as 'varcharsend';
create function b_modin(cstring[]) returns int4 language internal immutable strict as 'varchartypmodin';
create function b_modout(int4) returns cstring language internal immutable strict as 'varchartypmodout';
create type b (input = b_in, output = b_out, receive = b_recv, send = b_send, typmod_in = b_modin, typmod_out = b_modout, internallength = variable, alignment = int4, storage = extended, collatable = true, delimiter = ';', preferred = false, category = 'S');
create table t (a b(10));
-- case: a type that stays a shell
create type shell;
-- case: a type and a table with each other's functions
create table t (a int);
create type c as (x t, y int);
create function f(c) returns t language sql as 'select ($1).x';
-- case: collations
create collation "german" (provider = libc, locale = 'C');
create collation posix from "POSIX";
create table t (a text collate "german");
create index on t (a collate posix);
comment on collation "german" is 'not really';
-- case: a conversion
create conversion conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create default conversion conv2 for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
comment on conversion conv is 'of letters';
-- case: grants on types
create type e as enum ('a');
create domain d as int;
grant usage on type e to ROLE_A with grant option;
revoke usage on type d from public;
