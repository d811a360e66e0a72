-- revision: 18eee923b5e5
-- parents: ec3a4c359fd2
-- message: Create decks and cards
-- created: 2026-10-05T13:47:52Z

create table decks (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null references users on delete cascade,
  title text not null,
  description text not null default '',
  is_public boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint decks_title_check check (length(btrim(title)) between 1 and 120)
);

-- Leads with owner_id, so it serves the foreign key as well.
create unique index decks_title_key on decks (owner_id, lower(title));

-- Few decks are public, and only those are browsed.
create index decks_public_idx on decks (created_at desc) where is_public;

create trigger decks_set_updated_at
  before update on decks
  for each row execute function set_updated_at();

comment on table decks is 'Decks of flash cards. They go with their owner.';

create table cards (
  id uuid primary key default gen_random_uuid(),
  deck_id uuid not null references decks on delete cascade,
  ordinal integer not null,
  front text not null,
  back text not null,
  due_at timestamptz not null default now(),
  suspended_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint cards_ordinal_check check (ordinal > 0),
  constraint cards_front_check check (length(btrim(front)) > 0),
  constraint cards_back_check check (length(btrim(back)) > 0),
  -- Deferrable makes the check wait for the end of the statement, so that one update can swap two cards.
  constraint cards_ordinal_key unique (deck_id, ordinal) deferrable initially immediate
);

-- What is due next in a deck: the question that every study session asks.
create index cards_due_idx on cards (deck_id, due_at) where suspended_at is null;

create trigger cards_set_updated_at
  before update on cards
  for each row execute function set_updated_at();

comment on table cards is 'Cards of a deck, in the order of ordinal.';
comment on column cards.due_at is 'When the card is to be shown again; a new card is due at once.';
comment on column cards.suspended_at is 'Set while the card is left out of study.';
