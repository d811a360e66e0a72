import type { TestRevision } from "../support/project.ts";

/** A schema with something of every kind in it, for one database to drift away from. `reader`: a role that is there. */
export function shop(reader: string): readonly TestRevision[] {
  const scripts: readonly (readonly [id: string, up: string])[] = [
    [
      "shop_types",
      `create type mood as enum ('sad', 'happy');
       create domain positive as integer default 1 check (value > 0);
       create type address as (street text, city text);
       create sequence ticket;
       create schema audit;
       create table audit.entry (id int primary key, at timestamptz not null, what text);
       create index entry_at_idx on audit.entry (at);`,
    ],
    [
      "shop_users",
      `create table users (
         id bigint generated always as identity primary key,
         email text not null unique,
         name text,
         age int default 18 constraint users_age_check check (age > 0),
         mood mood,
         note text,
         full_name text generated always as (name || '!') stored,
         created_at timestamptz not null default now()
       );
       create index users_name_idx on users (name);
       comment on table users is 'People';
       comment on column users.email is 'Where they are reached';`,
    ],
    [
      "shop_posts",
      `create table posts (
         id int primary key,
         user_id bigint constraint posts_user_id_fkey references users,
         title text,
         body text,
         score int
       );
       create index posts_title_idx on posts (title);
       create index posts_score_idx on posts (score);
       create statistics posts_stats (dependencies) on title, score from posts;
       create table tags (id int, name text, color text);
       create table obsolete (id int);
       create table notes (id int, text text);`,
    ],
    [
      "shop_functions",
      `create function greet(who text) returns text language sql as $$ select 'hello ' || who $$;
       create function answer() returns int language sql as $$ select 42 $$;
       create function safe() returns int language sql as $$ select 1 $$;
       create function open_to_all() returns int language sql as $$ select 1 $$;
       create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
       create function watch() returns event_trigger language plpgsql as $$ begin end $$;
       create procedure tidy() language sql as $$ delete from notes $$;
       create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
       create trigger users_touch before update on users for each row execute function touch();
       create trigger posts_touch before update on posts for each row execute function touch();
       create event trigger shop_watch on ddl_command_end when tag in ('CREATE CAST') execute function watch();`,
    ],
    [
      "shop_views",
      `create view active_users as select id, email from users where age > 20;
       create view all_posts as select id, title from posts;
       create materialized view counts as select user_id, count(*) as posts from posts group by user_id;
       create index counts_idx on counts (user_id);`,
    ],
    [
      "shop_security",
      `alter table posts enable row level security;
       create policy posts_own on posts using (user_id > 0);
       create policy posts_read on posts for select using (true);
       grant select on posts to ${reader};
       grant update (title) on posts to ${reader};
       alter default privileges in schema audit grant select on tables to ${reader};`,
    ],
    [
      "shop_events",
      `create table events (at date not null, what text) partition by range (at);
       create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
       create text search configuration shop_search (copy = simple);
       create publication shop_news for table tags;
       create collation shop_order (provider = icu, locale = 'de');`,
    ],
  ];
  return scripts.map(([id, up], index) => {
    const [parent] = scripts[index - 1] ?? [];
    return { id, up, parents: parent === undefined ? [] : [parent] };
  });
}

/** What somebody does by hand, what is said of it, and the revision that it is put down to. */
export type Planted = readonly [sql: string, message: string, revision: string | undefined];

export function plantedIn(reader: string): readonly Planted[] {
  return [
    ["drop index users_name_idx", "index users_name_idx on users is missing", "shop_users"],
    ["create index body_idx on posts (body)", "index body_idx on posts is in no revision", undefined],
    ["alter table users add phone text", "table users: column phone is in no revision", "shop_users"],
    ["alter table users drop note", "table users: column note is missing", "shop_users"],
    ["alter table users alter age set default 21", "table users: column age: default 18 → 21", "shop_users"],
    [
      "alter table users alter created_at drop not null",
      "table users: column created_at: not null → null",
      "shop_users",
    ],
    [
      "alter table notes alter text type varchar(50)",
      "table notes: column text: type text → character varying(50)",
      "shop_posts",
    ],
    [
      "alter table users alter full_name drop expression",
      "table users: column full_name: generated stored → none",
      "shop_users",
    ],
    [
      "alter table users alter id set generated by default",
      "table users: column id: identity always → by default",
      "shop_users",
    ],
    ["comment on table users is 'Folks'", "table users: comment 'People' → 'Folks'", "shop_users"],
    [
      "comment on column users.email is null",
      "table users: column email: comment 'Where they are reached' → none",
      "shop_users",
    ],
    [
      "alter table users drop constraint users_age_check",
      "table users: constraint users_age_check is missing",
      "shop_users",
    ],
    [
      "alter table posts add constraint posts_title_check check (title <> '') not valid",
      "table posts: constraint posts_title_check is in no revision",
      "shop_security",
    ],
    [
      `alter table posts drop constraint posts_user_id_fkey;
       alter table posts add constraint posts_user_id_fkey foreign key (user_id) references users not valid`,
      "table posts: constraint posts_user_id_fkey: is not validated",
      "shop_posts",
    ],
    [
      "drop index posts_title_idx; create index posts_title_idx on posts (lower(title))",
      "index posts_title_idx on posts: definition changed",
      "shop_posts",
    ],
    ["drop statistics posts_stats", "statistics posts_stats is missing", "shop_posts"],
    [
      "alter table posts alter body set statistics 500",
      "table posts: column body: statistics target default → 500",
      "shop_posts",
    ],
    [
      "alter table posts alter title set storage external",
      "table posts: column title: storage default → external",
      "shop_security",
    ],
    ["alter table posts set (fillfactor = 70)", "table posts: option fillfactor none → 70", "shop_security"],
    ["alter table posts disable row level security", "table posts: row security on → off", "shop_security"],
    ["alter table posts replica identity full", "table posts: replica identity default → full", "shop_security"],
    [
      "alter table tags drop name, add name text",
      "table tags: columns in another order: (id, name, color) → (id, color, name)",
      "shop_posts",
    ],
    ["drop table obsolete", "table obsolete is missing", "shop_posts"],
    ["alter table notes set unlogged", "table notes: persistence logged → unlogged", "shop_posts"],
    [`alter table notes owner to ${reader}`, `table notes: owner postgres → ${reader}`, "shop_posts"],
    [
      "create or replace function greet(who text) returns text language sql as $$ select 'bye ' || who $$",
      "function greet(text): body changed",
      "shop_functions",
    ],
    ["alter function answer() immutable", "function answer(): volatility volatile → immutable", "shop_functions"],
    ["alter function safe() security definer", "function safe(): security definer off → on", "shop_functions"],
    [
      "revoke execute on function open_to_all() from public",
      "function open_to_all(): grant EXECUTE to public missing",
      "shop_functions",
    ],
    ["drop procedure tidy()", "procedure tidy() is missing", "shop_functions"],
    ["drop aggregate total(int)", "aggregate total(integer) is missing", "shop_functions"],
    [
      "alter table users disable trigger users_touch",
      "trigger users_touch on users: enabled → disabled",
      "shop_functions",
    ],
    ["drop trigger posts_touch on posts", "trigger posts_touch on posts is missing", "shop_functions"],
    ["alter event trigger shop_watch disable", "event trigger shop_watch: enabled → disabled", "shop_functions"],
    [
      "create or replace view active_users as select id, email from users where age > 30",
      "view active_users: definition changed",
      "shop_views",
    ],
    [
      "create rule quiet as on insert to all_posts do instead nothing",
      "rule quiet on all_posts is in no revision",
      undefined,
    ],
    ["drop index counts_idx", "index counts_idx on counts is missing", "shop_views"],
    [
      "alter policy posts_own on posts using (user_id > 1)",
      "policy posts_own on posts: using (user_id > 0) → (user_id > 1)",
      "shop_security",
    ],
    ["drop policy posts_read on posts", "policy posts_read on posts is missing", "shop_security"],
    [`revoke select on posts from ${reader}`, `table posts: grant SELECT to ${reader} missing`, "shop_security"],
    [
      `revoke update (title) on posts from ${reader}`,
      `table posts: column title: grant UPDATE to ${reader} missing`,
      "shop_security",
    ],
    [`grant insert on users to ${reader}`, `table users: grant INSERT to ${reader} left over`, "shop_users"],
    ["alter type mood add value 'calm' before 'happy'", "enum mood: value 'calm' left over", "shop_types"],
    ["alter domain positive drop default", "domain positive: default 1 → none", "shop_types"],
    [
      "alter type address add attribute zip text",
      "composite type address: attribute zip is in no revision",
      "shop_types",
    ],
    ["alter sequence ticket increment 10", "sequence ticket: increment 1 → 10", "shop_types"],
    ["drop index audit.entry_at_idx", "index entry_at_idx on audit.entry is missing", "shop_types"],
    ["create schema extra", "schema extra is in no revision", undefined],
    ["create table extra.pad (id int primary key)", "table extra.pad is in no revision", undefined],
    ["create extension citext", "extension citext is in no revision", undefined],
    ["drop text search configuration shop_search", "text search configuration shop_search is missing", "shop_events"],
    [
      "alter publication shop_news set (publish = 'insert')",
      "publication shop_news: operations update, delete, truncate missing",
      "shop_events",
    ],
    ["drop collation shop_order", "collation shop_order is missing", "shop_events"],
    [
      "create table events_2027 partition of events for values from ('2027-01-01') to ('2028-01-01')",
      "table events_2027 is in no revision",
      undefined,
    ],
    ["create cast (mood as int) with inout", "cast (public.mood AS integer) is in no revision", undefined],
  ];
}

/** More of them, which would be in the way of those above. Several messages: several findings. */
export function furtherIn(reader: string): readonly (readonly [sql: string, ...said: readonly string[]])[] {
  return [
    [
      "alter table users rename email to mail",
      "table users: column email is missing [shop_users]",
      "table users: column mail is in no revision [shop_users]",
      "table users: constraint users_email_key: definition UNIQUE (email) → UNIQUE (mail) [shop_users]",
      "view active_users: definition changed [shop_views]",
    ],
    [
      "alter table notes rename to remarks",
      "table notes is missing [shop_posts]",
      "table remarks is in no revision [none]",
    ],
    [
      "alter index users_name_idx rename to people_name_idx",
      "index users_name_idx on users is missing [shop_users]",
      "index people_name_idx on users is in no revision [none]",
    ],
    [
      `alter default privileges in schema audit revoke select on tables from ${reader}`,
      "default privileges for role postgres in schema audit on tables is missing [shop_security]",
    ],
    [
      "create trigger users_check before insert on users for each row execute function touch()",
      "trigger users_check on users is in no revision [none]",
    ],
    ["create function fresh() returns int language sql as $$ select 1 $$", "function fresh() is in no revision [none]"],
    ["drop view all_posts", "view all_posts is missing [shop_views]"],
    ["drop materialized view counts", "materialized view counts is missing [shop_views]"],
    ["alter table posts force row level security", "table posts: forced row security off → on [shop_security]"],
    [
      "alter type mood rename value 'sad' to 'blue'",
      "enum mood: value 'sad' missing, value 'blue' left over [shop_types]",
    ],
    [`alter function answer() owner to ${reader}`, `function answer(): owner postgres → ${reader} [shop_functions]`],
    [`alter schema audit owner to ${reader}`, `schema audit: owner postgres → ${reader} [shop_types]`],
    ["comment on function safe() is 'Is it?'", "function safe(): comment none → 'Is it?' [shop_functions]"],
    [
      `alter policy posts_own on posts to ${reader}`,
      `policy posts_own on posts: role public missing, role ${reader} left over [shop_security]`,
    ],
    [
      "create policy posts_write on posts for insert with check (false)",
      "policy posts_write on posts is in no revision [none]",
    ],
    ["alter sequence ticket cycle", "sequence ticket: cycle off → on [shop_types]"],
    [
      "alter table posts cluster on posts_score_idx",
      "table posts: clustered on none → posts_score_idx [shop_security]",
    ],
    [
      "alter table events detach partition events_2026",
      "table events_2026: partition of public.events → none [shop_events]",
    ],
    [
      "alter domain positive add constraint small check (value < 100)",
      "domain positive: constraint small is in no revision [shop_types]",
    ],
    [
      "alter statistics posts_stats set statistics 7",
      "statistics posts_stats: statistics target default → 7 [shop_posts]",
    ],
    [
      "alter table tags add primary key (id)",
      "table tags: constraint tags_pkey is in no revision [shop_posts]",
      "table tags: column id: null → not null [shop_posts]",
    ],
    ["drop function greet(text)", "function greet(text) is missing [shop_functions]"],
    [
      "alter function touch() set search_path = public",
      "function touch(): setting search_path none → public [shop_functions]",
    ],
    ["alter event trigger shop_watch enable always", "event trigger shop_watch: enabled → always [shop_functions]"],
    [
      "update pg_index set indisvalid = false where indexrelid = 'audit.entry_at_idx'::regclass",
      "index entry_at_idx on audit.entry: is not valid [shop_types]",
    ],
    ["drop publication shop_news", "publication shop_news is missing [shop_events]"],
  ];
}
