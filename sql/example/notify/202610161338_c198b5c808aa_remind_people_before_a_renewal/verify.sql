insert into users (id, email, display_name)
values
  ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify'),
  ('00000000-0000-4000-8000-00000000000c', 'later@example.invalid', 'Later');

insert into plans (id, code, name, price_cents)
values ('00000000-0000-4000-8000-00000000000d', 'verify', 'Verify', 100);

insert into subscriptions (id, user_id, plan_id, renews_at)
values
  (
    '00000000-0000-4000-8000-00000000000e',
    '00000000-0000-4000-8000-00000000000a',
    '00000000-0000-4000-8000-00000000000d',
    now() + interval '1 day'
  ),
  (
    '00000000-0000-4000-8000-000000000012',
    '00000000-0000-4000-8000-00000000000c',
    '00000000-0000-4000-8000-00000000000d',
    now() + interval '1 month'
  );

select enqueue_renewal_reminders() >= 1 as somebody_is_reminded;

set local time zone 'Asia/Tokyo';
select enqueue_renewal_reminders() = 0 as nobody_is_reminded_twice;

select
  (
    select count(*) = 1
    from jobs
    where kind = 'renewal_reminder' and payload ->> 'subscription_id' = '00000000-0000-4000-8000-00000000000e'
  ) as a_renewal_tomorrow_is_announced,
  not exists (
    select
    from jobs
    where kind = 'renewal_reminder' and payload ->> 'subscription_id' = '00000000-0000-4000-8000-000000000012'
  ) as a_renewal_next_month_is_not;
