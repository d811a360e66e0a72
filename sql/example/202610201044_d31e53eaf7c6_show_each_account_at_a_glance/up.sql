-- revision: d31e53eaf7c6
-- parents: f6f45871f82b
-- message: Show each account at a glance
-- created: 2026-10-20T10:44:16Z

-- One row an account, also when it has no subscription. Every join and count goes by an index, and is
-- made only for the accounts that are asked for.
create view account_overview as
select
  users.id as user_id,
  users.display_name,
  plans.code as plan,
  subscriptions.status as subscription_status,
  subscriptions.renews_at,
  debt.open_cents,
  bell.unread_notifications
from users
left join subscriptions on subscriptions.user_id = users.id and subscriptions.status <> 'canceled'
left join plans on plans.id = subscriptions.plan_id
cross join lateral (
  select coalesce(sum(invoices.total_cents), 0) as open_cents
  from invoices
  where invoices.subscription_id = subscriptions.id and invoices.paid_at is null and invoices.voided_at is null
) as debt
cross join lateral (
  select count(*) as unread_notifications
  from notifications
  where notifications.user_id = users.id and notifications.read_at is null
) as bell
where users.deactivated_at is null;

comment on view account_overview is 'Active accounts, with what support needs to see first.';
comment on column account_overview.open_cents is 'Billed on the running subscription, and neither paid nor void.';
