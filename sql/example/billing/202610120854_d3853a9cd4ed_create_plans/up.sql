-- revision: d3853a9cd4ed
-- parents: 7b771f21826a
-- message: Create plans
-- created: 2026-10-12T08:54:13Z
-- labels: billing

create type billing_period as enum ('month', 'year');

create table plans (
  id uuid primary key default gen_random_uuid(),
  code text not null constraint plans_code_key unique,
  name text not null,
  price_cents integer not null,
  currency text not null default 'EUR',
  period billing_period not null default 'month',
  limits jsonb not null default '{}',
  retired_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint plans_code_check check (code ~ '^[a-z][a-z0-9_]*$'),
  constraint plans_price_cents_check check (price_cents >= 0),
  constraint plans_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint plans_limits_check check (jsonb_typeof(limits) = 'object')
);

-- Signing up needs these, so they come with the table; before the audit starts, so that they go with it too.
insert into plans (code, name, price_cents, period, limits)
values
  ('free', 'Free', 0, 'month', '{"decks": 5, "cards": 500}'),
  ('plus', 'Plus', 490, 'month', '{"decks": 100}'),
  ('plus_yearly', 'Plus, by the year', 4900, 'year', '{"decks": 100}');

create trigger plans_set_updated_at
  before update on plans
  for each row execute function set_updated_at();

create trigger plans_record_audit
  after insert or update or delete on plans
  for each row execute function record_audit();

comment on table plans is 'What can be subscribed to. A plan that was ever sold is retired, not deleted.';
comment on column plans.limits is 'Limits by name, such as {"decks": 5}; a name that is missing has no limit.';
