-- revision: bf0ab4d95e5e
-- parents: 9103f571134a
-- message: Create invoices
-- created: 2026-10-15T12:50:21Z

create table invoices (
  id uuid primary key default gen_random_uuid(),
  subscription_id uuid not null references subscriptions on delete restrict,
  number text not null constraint invoices_number_key unique,
  net_cents integer not null,
  tax_cents integer not null default 0,
  -- Stored in so many words: PostgreSQL 18 would compute it on every read.
  total_cents integer not null generated always as (net_cents + tax_cents) stored,
  currency text not null,
  issued_at timestamptz not null default now(),
  due_at timestamptz not null default now() + interval '14 days',
  paid_at timestamptz,
  voided_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint invoices_number_check check (number ~ '^[0-9]{4}-[0-9]{6}$'),
  constraint invoices_amounts_check check (net_cents > 0 and tax_cents >= 0),
  constraint invoices_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint invoices_due_at_check check (due_at >= issued_at),
  constraint invoices_settled_check check (num_nonnulls(paid_at, voided_at) <= 1)
);

create index invoices_subscription_id_idx on invoices (subscription_id, issued_at desc);

-- Most invoices are paid; dunning looks at the few that are open.
create index invoices_open_idx on invoices (due_at) where paid_at is null and voided_at is null;

create trigger invoices_set_updated_at
  before update on invoices
  for each row execute function set_updated_at();

create trigger invoices_record_audit
  after insert or update or delete on invoices
  for each row execute function record_audit();

comment on table invoices is 'What was billed. An invoice that was wrong is voided, not deleted.';
comment on column invoices.number is 'Year and running number, given by bookkeeping: a sequence would leave gaps.';
comment on column invoices.currency is 'The currency of the plan when the invoice was issued.';
