-- revision: 92675d915a36
-- parents: d31e53eaf7c6
-- message: Search cards
-- created: 2026-10-22T09:27:02Z
-- lock-timeout: 2s
-- statement-timeout: 5min

-- Writes the table anew under its strongest lock: a matter of seconds at the size that cards has, and the
-- limits above end it if that was wrong. `simple`, since decks are written in every language; `stored`,
-- since PostgreSQL 18 takes virtual when nothing is said, and an index needs what is stored.
alter table cards
  add column search tsvector not null generated always as (
    setweight(to_tsvector('simple', front), 'A') || setweight(to_tsvector('simple', back), 'B')
  ) stored;

create index cards_search_idx on cards using gin (search);

comment on column cards.search is 'Words of both sides; those of the front weigh more.';
