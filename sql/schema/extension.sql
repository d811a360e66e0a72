select
  'extension' as kind,
  e.tableoid as class,
  e.oid as id,
  e.oid as unit,
  e.extname as name,
  quote_ident(e.extname) as qualified,
  pg_get_userbyid(e.extowner) as owner,
  nullif(d.description, a.comment) as comment,
  e.extversion as version,
  n.nspname as schema
from pg_extension e
join pg_namespace n on n.oid = e.extnamespace
left join pg_available_extensions a on a.name = e.extname
left join pg_description d on d.objoid = e.oid and d.classoid = e.tableoid and d.objsubid = 0
where e.oid = any (:'ids'::oid[])
