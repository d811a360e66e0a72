select
  'server' as kind,
  s.tableoid as class,
  s.oid as id,
  s.oid as unit,
  s.srvname as name,
  quote_ident(s.srvname) as qualified,
  pg_get_userbyid(s.srvowner) as owner,
  to_json(s.srvacl) as acl,
  d.description as comment,
  w.fdwname as wrapper,
  s.srvtype as type,
  s.srvversion as version,
  (
    select json_object_agg(option_name, option_value order by option_name collate "C")
    from pg_options_to_table(s.srvoptions)
  ) as options
from pg_foreign_server s
join pg_foreign_data_wrapper w on w.oid = s.srvfdw
left join pg_description d on d.objoid = s.oid and d.classoid = s.tableoid and d.objsubid = 0
where s.oid = any (:'ids'::oid[])
