select set_config('app.user_id', '00000000-0000-4000-8000-00000000000c', true);

insert into users (id, email, display_name)
values ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify');

insert into decks (id, owner_id, title)
values ('00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000a', 'Capitals');

update decks set title = 'Rivers' where id = '00000000-0000-4000-8000-00000000000b';
delete from decks where id = '00000000-0000-4000-8000-00000000000b';

select
  (
    select array_agg(action order by id) = array['insert', 'update', 'delete']::audit_action[]
    from audit_log
    where row_id = '00000000-0000-4000-8000-00000000000b'
  ) as every_change_is_kept,
  (
    select old_row ->> 'title' = 'Capitals' and new_row ->> 'title' = 'Rivers'
    from audit_log
    where row_id = '00000000-0000-4000-8000-00000000000b' and action = 'update'
  ) as both_sides_of_a_change_are_kept,
  (
    select actor_id = '00000000-0000-4000-8000-00000000000c' and not new_row ? 'email'
    from audit_log
    where row_id = '00000000-0000-4000-8000-00000000000a'
  ) as the_actor_is_named_and_the_address_is_not;

do $$
begin
  delete from audit_log;
  raise exception 'the log let its entries be deleted';
exception
  when object_not_in_prerequisite_state then null;
end
$$;
