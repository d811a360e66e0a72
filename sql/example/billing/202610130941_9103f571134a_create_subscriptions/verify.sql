insert into users (id, email, display_name)
values ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify');

insert into plans (id, code, name, price_cents)
values ('00000000-0000-4000-8000-00000000000d', 'verify', 'Verify', 100);

insert into subscriptions (id, user_id, plan_id, updated_at)
values (
  '00000000-0000-4000-8000-00000000000e',
  '00000000-0000-4000-8000-00000000000a',
  '00000000-0000-4000-8000-00000000000d',
  '2000-01-01'
);

do $$
begin
  insert into subscriptions (user_id, plan_id)
  values ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000d');
  raise exception 'one person has two subscriptions that run';
exception
  when unique_violation then null;
end
$$;

do $$
begin
  update subscriptions set status = 'canceled' where id = '00000000-0000-4000-8000-00000000000e';
  raise exception 'a subscription was canceled without saying when';
exception
  when check_violation then null;
end
$$;

update subscriptions
set status = 'canceled', canceled_at = now()
where id = '00000000-0000-4000-8000-00000000000e';

-- Now that the first has ended, a second may run.
insert into subscriptions (user_id, plan_id)
values ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000d');

do $$
begin
  delete from users where id = '00000000-0000-4000-8000-00000000000a';
  raise exception 'somebody with subscriptions was deleted';
exception
  when foreign_key_violation then null;
  -- The name that PostgreSQL 18 gives to a restrict that holds.
  when restrict_violation then null;
end
$$;

select
  (
    select updated_at = now() from subscriptions where id = '00000000-0000-4000-8000-00000000000e'
  ) as updated_at_follows_an_update,
  (
    select indisvalid and indisunique and pg_get_expr(indpred, indrelid) like '%<> ''canceled''%'
    from pg_index
    where indexrelid = to_regclass('subscriptions_running_key')
  ) as only_running_subscriptions_are_unique,
  (
    select indisvalid and pg_get_expr(indpred, indrelid) like '%trialing%active%'
    from pg_index
    where indexrelid = to_regclass('subscriptions_renewal_idx')
  ) as the_index_of_renewals_is_partial,
  (
    select count(*) = 2 from audit_log where row_id = '00000000-0000-4000-8000-00000000000e'
  ) as changes_are_kept,
  not exists (
    select
    from pg_constraint
    where conrelid = to_regclass('subscriptions')
      and contype = 'f'
      and not exists (
        select from pg_index where indrelid = conrelid and indkey[0] = conkey[1] and indpred is null
      )
  ) as each_foreign_key_has_an_index;
