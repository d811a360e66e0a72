-- case: triggers of all kinds
create table t (a int, b text);
create function trg() returns trigger language plpgsql as 'begin return null; end';
create trigger a before insert or update of a, b on t for each row when (new.a > 0) execute function trg('x', 'it''s');
create trigger b after delete on t referencing old table as gone for each statement execute function trg();
create trigger c after truncate on t for each statement execute function trg();
create trigger d after update on t referencing old table as o new table as n for each statement execute function trg();
comment on trigger a on t is 'first';
-- case: triggers enabled and disabled
create table t (a int);
create function trg() returns trigger language plpgsql as 'begin return null; end';
create trigger a after insert on t for each row execute function trg();
create trigger b after insert on t for each row execute function trg();
create trigger c after insert on t for each row execute function trg();
create trigger d after insert on t for each row execute function trg();
alter table t disable trigger a;
alter table t enable replica trigger b;
alter table t enable always trigger c;
-- case: policies
create table t (a int, owner name);
alter table t enable row level security;
alter table t force row level security;
create policy everything on t;
create policy few on t as restrictive for select to ROLE_A, ROLE_B using (owner = current_user);
create policy writes on t for insert to public with check (a > 0);
create policy changes on t for update using (a > 0) with check (a > 1);
comment on policy few on t is 'few';
-- case: row security that is off, with policies
create table t (a int);
create policy p on t using (a in (select 1));
-- case: forced row security without policies
create table t (a int);
alter table t force row level security;
-- case: a policy that reads another table and calls a function
create table members (name name);
create function me() returns name stable language sql as 'select current_user';
create table t (a name);
create policy p on t using (exists (select from members m where m.name = me() and m.name = t.a));
-- case: event triggers
create function etrg() returns event_trigger language plpgsql as 'begin end';
create event trigger SCHEMA_start on ddl_command_start when tag in ('CREATE TABLE', 'DROP TABLE') execute function etrg();
create event trigger SCHEMA_end on ddl_command_end execute function etrg();
create event trigger SCHEMA_drop on sql_drop execute function etrg();
alter event trigger SCHEMA_drop disable;
alter event trigger SCHEMA_end enable always;
comment on event trigger SCHEMA_start is 'early';
-- case: default privileges
alter default privileges in schema SCHEMA grant select on tables to ROLE_A;
alter default privileges in schema SCHEMA grant all on sequences to ROLE_A;
alter default privileges in schema SCHEMA grant execute on functions to ROLE_B;
alter default privileges for role ROLE_A in schema SCHEMA grant select, insert on tables to ROLE_B with grant option;
-- case: default privileges everywhere
-- alone
alter default privileges revoke execute on functions from public;
alter default privileges grant usage on schemas to ROLE_A;
alter default privileges grant usage on types to ROLE_A;
-- case: owners of everything
-- alone
alter schema SCHEMA owner to ROLE_A;
create table t (a serial, b int);
create view v as select 1 as a;
create function f() returns int language sql as 'select 1';
create type e as enum ('a');
create sequence s;
alter table t owner to ROLE_A;
alter view v owner to ROLE_A;
alter function f() owner to ROLE_B;
alter type e owner to ROLE_B;
alter sequence s owner to ROLE_A;
-- case: grants on everything
create table t (a int, b int);
create sequence s;
grant all on t to ROLE_A;
grant select, delete on t to ROLE_B with grant option;
grant usage on sequence s to ROLE_A;
grant usage, create on schema SCHEMA to ROLE_A;
grant usage on schema SCHEMA to public;
revoke update on t from postgres;
-- case: publications
create table t (a int primary key, b int);
create table u (a int primary key);
create publication SCHEMA_some for table t, u with (publish = 'insert, delete');
create publication SCHEMA_none;
create publication SCHEMA_root for table t with (publish_via_partition_root = true);
comment on publication SCHEMA_some is 'two tables';
-- case: a publication of everything
create publication SCHEMA_all for all tables;
-- case: publications of columns, rows and schemas
-- from: 15
create table t (a int primary key, b int);
create publication SCHEMA_rows for table t (a) where (a > 0);
create publication SCHEMA_schema for tables in schema SCHEMA;
-- case: a publication of generated columns
-- from: 18
create table t (a int primary key, b int);
create publication SCHEMA_generated for table t with (publish_generated_columns = stored);
