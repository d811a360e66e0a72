select
  'text search template' as kind,
  t.tableoid as class,
  t.oid as id,
  t.oid as unit,
  n.nspname as namespace,
  t.tmplname as name,
  format('%I.%I', n.nspname, t.tmplname) as qualified,
  d.description as comment,
  nullif(t.tmplinit::oid, 0)::regprocedure::text as init,
  t.tmpllexize::oid::regprocedure::text as lexize
from pg_ts_template t
join pg_namespace n on n.oid = t.tmplnamespace
left join pg_description d on d.objoid = t.oid and d.classoid = t.tableoid and d.objsubid = 0
where t.oid = any (:'ids'::oid[])
