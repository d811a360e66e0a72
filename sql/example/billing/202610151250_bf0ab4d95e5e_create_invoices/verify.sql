insert into users (id, email, display_name)
values ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify');

insert into plans (id, code, name, price_cents)
values ('00000000-0000-4000-8000-00000000000d', 'verify', 'Verify', 100);

insert into subscriptions (id, user_id, plan_id)
values (
  '00000000-0000-4000-8000-00000000000e',
  '00000000-0000-4000-8000-00000000000a',
  '00000000-0000-4000-8000-00000000000d'
);

insert into invoices (id, subscription_id, number, net_cents, tax_cents, currency, updated_at)
values (
  '00000000-0000-4000-8000-000000000013',
  '00000000-0000-4000-8000-00000000000e',
  '0000-000001',
  100,
  19,
  'EUR',
  '2000-01-01'
);

update invoices set paid_at = now() where number = '0000-000001';

select
  (select total_cents = 119 from invoices where number = '0000-000001') as the_total_adds_up,
  (select updated_at = now() from invoices where number = '0000-000001') as updated_at_follows_an_update;

do $$
begin
  update invoices set voided_at = now() where number = '0000-000001';
  raise exception 'an invoice is both paid and void';
exception
  when check_violation then null;
end
$$;

do $$
begin
  insert into invoices (subscription_id, number, net_cents, currency)
  values ('00000000-0000-4000-8000-00000000000e', '0000-000001', 100, 'EUR');
  raise exception 'two invoices share a number';
exception
  when unique_violation then null;
end
$$;

select
  (
    select indisvalid and pg_get_expr(indpred, indrelid) = '((paid_at IS NULL) AND (voided_at IS NULL))'
    from pg_index
    where indexrelid = to_regclass('invoices_open_idx')
  ) as the_index_of_open_invoices_is_partial,
  (
    select count(*) = 2 from audit_log where row_id = '00000000-0000-4000-8000-000000000013'
  ) as changes_are_kept,
  not exists (
    select
    from pg_constraint
    where conrelid = to_regclass('invoices')
      and contype = 'f'
      and not exists (
        select from pg_index where indrelid = conrelid and indkey[0] = conkey[1] and indpred is null
      )
  ) as each_foreign_key_has_an_index;
