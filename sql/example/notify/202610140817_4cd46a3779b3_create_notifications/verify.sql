insert into users (id, email, display_name)
values ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify');

insert into notifications (id, user_id, kind)
values
  ('00000000-0000-4000-8000-000000000010', '00000000-0000-4000-8000-00000000000a', 'verify'),
  ('00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-00000000000a', 'verify');

select (
  select count(*) = 2
  from jobs
  where kind = 'deliver_notification'
    and dedupe_key in ('00000000-0000-4000-8000-000000000010', '00000000-0000-4000-8000-000000000011')
) as each_notification_is_to_be_delivered;

do $$
begin
  insert into notifications (user_id, kind, body)
  values ('00000000-0000-4000-8000-00000000000a', 'verify', '"text"');
  raise exception 'a body that is not an object was accepted';
exception
  when check_violation then null;
end
$$;

delete from users where id = '00000000-0000-4000-8000-00000000000a';

select
  not exists (
    select from notifications where user_id = '00000000-0000-4000-8000-00000000000a'
  ) as notifications_go_with_their_reader,
  (
    select indisvalid and pg_get_expr(indpred, indrelid) = '(read_at IS NULL)'
    from pg_index
    where indexrelid = to_regclass('notifications_unread_idx')
  ) as the_index_of_unread_notifications_is_partial,
  not exists (
    select
    from pg_constraint
    where conrelid = to_regclass('notifications')
      and contype = 'f'
      and not exists (
        select from pg_index where indrelid = conrelid and indkey[0] = conkey[1] and indpred is null
      )
  ) as each_foreign_key_has_an_index;
