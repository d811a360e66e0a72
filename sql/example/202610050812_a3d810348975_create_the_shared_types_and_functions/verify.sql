select 'Ada.Lovelace@example.org'::email_address is not null as an_address_is_taken;

do $$
begin
  perform 'nobody at example.org'::email_address;
  raise exception 'text that is no address was taken for one';
exception
  when check_violation then null;
end
$$;

-- A table of its own shows that the function works without any of the tables that use it.
create temporary table probe (note text, updated_at timestamptz);
create trigger probe_set_updated_at before update on probe for each row execute function set_updated_at();
insert into probe values ('before', '2000-01-01');
update probe set note = 'after';
select (select updated_at = now() from probe) as updated_at_follows_an_update;
