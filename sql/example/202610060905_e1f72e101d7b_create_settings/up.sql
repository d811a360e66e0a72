-- revision: e1f72e101d7b
-- parents: 18eee923b5e5
-- message: Create settings
-- created: 2026-10-06T09:05:18Z

create table settings (
  user_id uuid primary key references users on delete cascade,
  preferences jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint settings_preferences_check check (jsonb_typeof(preferences) = 'object')
);

-- Mail goes out language by language. "is not null" follows from any comparison of the locale, so the
-- planner takes this index for `preferences ->> 'locale' = …` without being asked for the predicate.
create index settings_locale_idx on settings ((preferences ->> 'locale')) where preferences ->> 'locale' is not null;

create trigger settings_set_updated_at
  before update on settings
  for each row execute function set_updated_at();

comment on table settings is 'What a person has chosen; no row until they choose something.';
comment on column settings.preferences is 'An object of choices that the database has no need to understand.';
