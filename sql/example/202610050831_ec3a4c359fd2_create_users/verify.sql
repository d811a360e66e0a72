insert into users (id, email, display_name, updated_at)
values ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify', '2000-01-01');

update users set display_name = 'Verified' where id = '00000000-0000-4000-8000-00000000000a';

select
  (
    select updated_at = now() from users where id = '00000000-0000-4000-8000-00000000000a'
  ) as updated_at_follows_an_update,
  (
    select role = 'member' from users where id = '00000000-0000-4000-8000-00000000000a'
  ) as a_role_is_given;

do $$
begin
  insert into users (email, display_name) values ('Verify@Example.Invalid', 'Twin');
  raise exception 'two accounts share an address that differs only in case';
exception
  when unique_violation then null;
end
$$;

do $$
begin
  insert into users (email, display_name) values ('blank@example.invalid', '   ');
  raise exception 'a blank name was accepted';
exception
  when check_violation then null;
end
$$;

select (
  select indisvalid and pg_get_expr(indpred, indrelid) = '(deactivated_at IS NULL)'
  from pg_index
  where indexrelid = to_regclass('users_active_idx')
) as the_active_index_is_partial;
