insert into users (id, email, display_name)
values ('00000000-0000-4000-8000-00000000000a', 'verify@example.invalid', 'Verify');

insert into settings (user_id, updated_at) values ('00000000-0000-4000-8000-00000000000a', '2000-01-01');

update settings set preferences = '{"locale": "de"}' where user_id = '00000000-0000-4000-8000-00000000000a';

select (
  select updated_at = now() from settings where user_id = '00000000-0000-4000-8000-00000000000a'
) as updated_at_follows_an_update;

do $$
begin
  update settings set preferences = '["de"]' where user_id = '00000000-0000-4000-8000-00000000000a';
  raise exception 'preferences that are not an object were accepted';
exception
  when check_violation then null;
end
$$;

select (
  select indisvalid
    and pg_get_indexdef(indexrelid) like '%((preferences ->> ''locale''::text))%'
    and pg_get_expr(indpred, indrelid) = '((preferences ->> ''locale''::text) IS NOT NULL)'
  from pg_index
  where indexrelid = to_regclass('settings_locale_idx')
) as the_index_on_the_locale_stands;
