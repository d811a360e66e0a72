select exists (
  select from plans where code = 'free' and price_cents = 0 and retired_at is null
) as there_is_a_free_plan;

insert into plans (id, code, name, price_cents, updated_at)
values ('00000000-0000-4000-8000-00000000000d', 'verify', 'Verify', 100, '2000-01-01');

update plans set retired_at = now() where id = '00000000-0000-4000-8000-00000000000d';

select
  (
    select updated_at = now() from plans where id = '00000000-0000-4000-8000-00000000000d'
  ) as updated_at_follows_an_update,
  (
    select count(*) = 2 from audit_log where row_id = '00000000-0000-4000-8000-00000000000d'
  ) as changes_of_a_price_list_are_kept;

do $$
begin
  update plans set price_cents = -1 where id = '00000000-0000-4000-8000-00000000000d';
  raise exception 'a price below nothing was accepted';
exception
  when check_violation then null;
end
$$;
