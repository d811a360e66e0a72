select
  'foreign data wrapper' as kind,
  w.tableoid as class,
  w.oid as id,
  w.oid as unit,
  w.fdwname as name,
  quote_ident(w.fdwname) as qualified,
  pg_get_userbyid(w.fdwowner) as owner,
  to_json(w.fdwacl) as acl,
  d.description as comment,
  nullif(w.fdwhandler, 0)::regprocedure::text as handler,
  nullif(w.fdwvalidator, 0)::regprocedure::text as validator,
  (
    select json_object_agg(option_name, option_value order by option_name collate "C")
    from pg_options_to_table(w.fdwoptions)
  ) as options
from pg_foreign_data_wrapper w
left join pg_description d on d.objoid = w.oid and d.classoid = w.tableoid and d.objsubid = 0
where w.oid = any (:'ids'::oid[])
