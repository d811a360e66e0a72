-- True for as long as nobody writes the goal to its old place.
select not exists (
  select from settings where preferences @? 'strict $.daily_goal ? (@ >= 1 && @ <= 500 && @ == @.floor())'
) as every_goal_was_moved;

select (
  select tgenabled = 'O'
  from pg_trigger
  where tgrelid = to_regclass('settings') and tgname = 'settings_set_updated_at'
) as the_trigger_is_on_again;

insert into users (id, email, display_name)
values ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify');

insert into settings (user_id, daily_goal) values ('00000000-0000-4000-8000-00000000000a', 20);

do $$
begin
  update settings set daily_goal = 0 where user_id = '00000000-0000-4000-8000-00000000000a';
  raise exception 'a goal of no cards was accepted';
exception
  when check_violation then null;
end
$$;
