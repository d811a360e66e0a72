select
  'text search parser' as kind,
  p.tableoid as class,
  p.oid as id,
  p.oid as unit,
  n.nspname as namespace,
  p.prsname as name,
  format('%I.%I', n.nspname, p.prsname) as qualified,
  d.description as comment,
  p.prsstart::oid::regprocedure::text as start,
  p.prstoken::oid::regprocedure::text as gettoken,
  p.prsend::oid::regprocedure::text as end,
  nullif(p.prsheadline::oid, 0)::regprocedure::text as headline,
  p.prslextype::oid::regprocedure::text as lextypes
from pg_ts_parser p
join pg_namespace n on n.oid = p.prsnamespace
left join pg_description d on d.objoid = p.oid and d.classoid = p.tableoid and d.objsubid = 0
where p.oid = any (:'ids'::oid[])
