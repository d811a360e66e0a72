insert into users (id, email, display_name)
values
  ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify'),
  ('00000000-0000-4000-8000-00000000000c', 'guest@example.invalid', 'Guest');

insert into plans (id, code, name, price_cents)
values ('00000000-0000-4000-8000-00000000000d', 'verify', 'Verify', 100);

insert into subscriptions (id, user_id, plan_id)
values (
  '00000000-0000-4000-8000-00000000000e',
  '00000000-0000-4000-8000-00000000000a',
  '00000000-0000-4000-8000-00000000000d'
);

insert into invoices (subscription_id, number, net_cents, currency, paid_at)
values
  ('00000000-0000-4000-8000-00000000000e', '0000-000001', 100, 'EUR', now()),
  ('00000000-0000-4000-8000-00000000000e', '0000-000002', 250, 'EUR', null);

insert into notifications (user_id, kind, read_at)
values
  ('00000000-0000-4000-8000-00000000000a', 'verify', now()),
  ('00000000-0000-4000-8000-00000000000a', 'verify', null);

select
  (
    select plan = 'verify' and subscription_status = 'active' and open_cents = 250 and unread_notifications = 1
    from account_overview
    where user_id = '00000000-0000-4000-8000-00000000000a'
  ) as both_branches_meet_in_one_row,
  (
    select plan is null and open_cents = 0 and unread_notifications = 0
    from account_overview
    where user_id = '00000000-0000-4000-8000-00000000000c'
  ) as an_account_without_a_subscription_is_shown;
