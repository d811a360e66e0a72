-- revision: 4cd46a3779b3
-- parents: f1247185e82d
-- message: Create notifications
-- created: 2026-10-14T08:17:33Z

create table notifications (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  kind text not null,
  body jsonb not null default '{}',
  read_at timestamptz,
  created_at timestamptz not null default now(),
  constraint notifications_kind_check check (kind ~ '^[a-z][a-z0-9_]*$'),
  constraint notifications_body_check check (jsonb_typeof(body) = 'object')
);

create index notifications_user_id_idx on notifications (user_id, created_at desc);

-- The number on the bell is asked for with every page.
create index notifications_unread_idx on notifications (user_id) where read_at is null;

comment on table notifications is 'What a person is told. Nothing but read_at ever changes.';

create function enqueue_delivery() returns trigger
language plpgsql
as $$
begin
  insert into jobs (queue, kind, payload, dedupe_key)
  select 'mail', 'deliver_notification', jsonb_build_object('notification_id', id), id::text
  from added;
  return null;
end
$$;

comment on function enqueue_delivery() is
  'Statement trigger, after insert on notifications: queues a job for each new row.';

-- In the same transaction as the notification: no mail for what was rolled back, none forgotten.
create trigger notifications_enqueue_delivery
  after insert on notifications
  referencing new table as added
  for each statement execute function enqueue_delivery();
