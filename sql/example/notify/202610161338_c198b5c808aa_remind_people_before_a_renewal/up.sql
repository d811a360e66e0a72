-- revision: c198b5c808aa
-- parents: 6ff14a002e88
-- message: Remind people before a renewal
-- created: 2026-10-16T13:38:44Z
-- depends: 9103f571134a

-- The jobs are of this branch and the subscriptions of the other, hence `depends`. The body is parsed
-- now, not when it is called: PostgreSQL knows what it reads, and lets none of it be dropped underneath.
create function enqueue_renewal_reminders(ahead interval default interval '3 days') returns bigint
language sql
begin atomic
  with added as (
    insert into jobs (queue, kind, payload, dedupe_key)
    select
      'mail',
      'renewal_reminder',
      jsonb_build_object('subscription_id', id, 'user_id', user_id, 'renews_at', renews_at),
      -- The time as a number: as text it would change with the session's time zone, and remind twice.
      id || '@' || extract(epoch from renews_at)
    from subscriptions
    where status in ('trialing', 'active') and renews_at > now() and renews_at <= now() + ahead
    on conflict (kind, dedupe_key) where dedupe_key is not null do nothing
    returning 1
  )
  select count(*) from added;
end;

comment on function enqueue_renewal_reminders(interval) is
  'Queues a reminder for each subscription that renews soon, once for each renewal. Returns how many are new.';
