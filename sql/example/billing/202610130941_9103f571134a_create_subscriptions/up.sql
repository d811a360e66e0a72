-- revision: 9103f571134a
-- parents: d3853a9cd4ed
-- message: Create subscriptions
-- created: 2026-10-13T09:41:05Z

create type subscription_status as enum ('trialing', 'active', 'past_due', 'canceled');

-- Restrict on both sides: who has ever paid is deactivated, not deleted, and what was sold is retired.
create table subscriptions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users on delete restrict,
  plan_id uuid not null references plans on delete restrict,
  status subscription_status not null default 'active',
  started_at timestamptz not null default now(),
  renews_at timestamptz,
  canceled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint subscriptions_renews_at_check check (renews_at > started_at),
  constraint subscriptions_canceled_at_check check ((canceled_at is not null) = (status = 'canceled'))
);

-- The unique index sees only what runs, so the foreign key needs one that sees all.
create unique index subscriptions_running_key on subscriptions (user_id) where status <> 'canceled';
create index subscriptions_user_id_idx on subscriptions (user_id, started_at desc);
create index subscriptions_plan_id_idx on subscriptions (plan_id);

-- Renewals and their reminders ask for the next few days of what is paid for.
create index subscriptions_renewal_idx on subscriptions (renews_at) where status in ('trialing', 'active');

create trigger subscriptions_set_updated_at
  before update on subscriptions
  for each row execute function set_updated_at();

create trigger subscriptions_record_audit
  after insert or update or delete on subscriptions
  for each row execute function record_audit();

comment on table subscriptions is 'Who is, or was, on which plan. At most one of a person''s runs at a time.';
comment on column subscriptions.renews_at is 'When the next period begins; null for a plan that costs nothing.';
