-- revision: ec3a4c359fd2
-- parents: a3d810348975
-- message: Create users
-- created: 2026-10-05T08:31:09Z

create type user_role as enum ('member', 'teacher', 'admin');

create table users (
  id uuid primary key default gen_random_uuid(),
  email email_address not null,
  display_name text not null,
  role user_role not null default 'member',
  deactivated_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_display_name_check check (length(btrim(display_name)) between 1 and 80)
);

-- People type their address in any case, and mean one account.
create unique index users_email_key on users (lower(email));

-- The list of accounts shows those that are active, newest first.
create index users_active_idx on users (created_at desc) where deactivated_at is null;

create trigger users_set_updated_at
  before update on users
  for each row execute function set_updated_at();

comment on table users is 'People with an account.';
comment on column users.deactivated_at is 'Set when the account is closed; its rows are kept.';
