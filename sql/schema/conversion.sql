select
  'conversion' as kind,
  c.tableoid as class,
  c.oid as id,
  c.oid as unit,
  n.nspname as namespace,
  c.conname as name,
  format('%I.%I', n.nspname, c.conname) as qualified,
  pg_get_userbyid(c.conowner) as owner,
  d.description as comment,
  pg_encoding_to_char(c.conforencoding) as source,
  pg_encoding_to_char(c.contoencoding) as target,
  c.conproc::oid::regprocedure::text as function,
  nullif(c.condefault, false) as default
from pg_conversion c
join pg_namespace n on n.oid = c.connamespace
left join pg_description d on d.objoid = c.oid and d.classoid = c.tableoid and d.objsubid = 0
where c.oid = any (:'ids'::oid[])
