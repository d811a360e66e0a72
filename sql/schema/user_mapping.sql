-- Options hold passwords: what is compared is a hash of each. Who may not see them gets none.
select
  'user mapping' as kind,
  'pg_user_mapping'::regclass::oid as class,
  m.umid as id,
  m.umid as unit,
  w.name,
  w.name as qualified,
  'server ' || quote_ident(m.srvname) as parent,
  (
    select json_object_agg(
      option_name, 'sha256:' || left(encode(sha256(convert_to(option_value, 'UTF8')), 'hex'), 16)
      order by option_name collate "C"
    )
    from pg_options_to_table(m.umoptions)
  ) as options
from pg_user_mappings m
cross join lateral (
  select
    format('for %s server %I', case m.umuser when 0 then 'public' else quote_ident(m.usename) end, m.srvname) as name
) w
where m.umid = any (:'ids'::oid[])
