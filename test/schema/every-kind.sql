-- One of every kind of object, on every major; what no role but a superuser can make is among it.
create schema app;
create extension pg_trgm;
create extension hstore schema app;
create type app.mood as enum ('sad','ok','happy');
create domain app.email as text collate "C" default 'x@y' not null constraint has_at check (value ~ '@');
create type app.pair as (a integer, b text collate "C");
create type app.span as range (subtype = float8, subtype_diff = float8mi);
create type app.word;
create function app.word_in(cstring) returns app.word language internal immutable strict as 'textin';
create function app.word_out(app.word) returns cstring language internal immutable strict as 'textout';
create type app.word (input = app.word_in, output = app.word_out, like = text);
create sequence app.counter as integer start 5 increment 2 cycle;
create table app.users (
  id bigint generated always as identity primary key,
  serial_no serial,
  email app.email,
  mood app.mood default 'ok',
  name text not null default 'none' check (length(name) > 0),
  upper_name text generated always as (upper(name)) stored,
  tags text[], p app.pair, bal numeric(10,2), h app.hstore,
  unique (name, mood)
) with (fillfactor = 70, toast.autovacuum_enabled = false);
comment on table app.users is 'people'; comment on column app.users.name is 'n';
comment on constraint users_name_mood_key on app.users is 'c';
create index users_lower on app.users (lower(name)) where bal > 0;
create index users_trgm on app.users using gin (name gin_trgm_ops);
create index users_serial on app.users (serial_no);
alter table app.users alter column tags set storage external, alter column name set statistics 500, alter column name set (n_distinct = 5);
alter index app.users_lower alter column 1 set statistics 200;
create table public.orders (
  id int primary key, user_id bigint not null references app.users on delete cascade, ref int,
  exclude using gist (int4range(id, ref) with &&)
);
alter table public.orders add constraint later check (ref > 0) not valid;
create view app.v with (security_barrier) as select u.id, u.name, o.ref from app.users u join public.orders o on o.user_id = u.id;
create view app.v2 as select * from app.v where name = 'x';
create materialized view app.m as select mood, count(*) from app.users group by 1;
create unique index m_mood on app.m (mood);
create function app.f(a integer, b text default 'q', out c text) language plpgsql stable security definer set search_path = app, public as $$ begin c := a || b; end $$;
create function app.g(x integer) returns integer language sql immutable strict parallel safe begin atomic select x + 1; end;
create procedure app.p(inout x integer) language plpgsql as $$ begin end $$;
create function app.trg() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t1 before insert or update of name on app.users for each row when (new.name <> 'x') execute function app.trg();
alter table app.users disable trigger t1;
create trigger t2 instead of insert on app.v for each row execute function app.trg();
create function app.evt() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger et on ddl_command_end when tag in ('CREATE VIEW') execute function app.evt();
create rule r1 as on insert to public.orders do also notify x;
alter table app.users enable row level security, force row level security;
create policy pol on app.users as restrictive for update to public using (name = current_user) with check (bal > 0);
create aggregate app.total(numeric) (sfunc = numeric_add, stype = numeric, initcond = '0');
create operator app.=== (leftarg = integer, rightarg = integer, function = int4eq, commutator = operator(app.===), hashes);
create operator class app.intops for type integer using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int4,int4);
create cast (app.pair as text) with inout as assignment;
create collation app.german (provider = icu, locale = 'de', deterministic = false);
create conversion app.conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create statistics app.st (dependencies) on name, mood from app.users;
create text search dictionary app.dict (template = simple, stopwords = english);
create text search configuration app.cfg (copy = english);
alter text search configuration app.cfg alter mapping for asciiword with app.dict, english_stem;
create table public.parted (id int, at date not null, primary key (id, at)) partition by range (at);
create table public.parted_1 partition of public.parted for values from ('2026-01-01') to ('2027-01-01');
create index parted_at on public.parted (at);
create trigger tp after insert on public.parted for each row execute function app.trg();
create table public.kid (extra int) inherits (public.orders);
create foreign data wrapper w; create server s foreign data wrapper w options (host 'h');
create user mapping for current_user server s options (password 'secret');
create foreign table public.ft (a int) server s options (x 'y');
create publication pub for table app.users, public.orders;
alter default privileges in schema app grant select on tables to public;
alter default privileges grant execute on functions to public;
grant select, update (name) on app.users to pg_monitor with grant option;
revoke execute on function app.g(integer) from public;
create access method heap2 type table handler heap_tableam_handler;
alter table public.orders replica identity full;
create unlogged table public.unl (a int);
create language plx handler plpgsql_call_handler;
create text search parser app.prs (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
create text search template app.tmpl (lexize = dsimple_lexize);
alter table app.users cluster on users_serial;
create transform for app.pair language plpgsql (from sql with function prsd_lextype(internal));
create subscription sub connection 'dbname=x password=secret' publication pub with (connect = false, slot_name = none);
