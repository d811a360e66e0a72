select
  'transform' as kind,
  t.tableoid as class,
  t.oid as id,
  t.oid as unit,
  format('for %s language %I', format_type(t.trftype, null), l.lanname) as name,
  format('for %s language %I', format_type(t.trftype, null), l.lanname) as qualified,
  d.description as comment,
  nullif(t.trffromsql, 0)::regprocedure::text as "from sql",
  nullif(t.trftosql, 0)::regprocedure::text as "to sql"
from pg_transform t
join pg_language l on l.oid = t.trflang
left join pg_description d on d.objoid = t.oid and d.classoid = t.tableoid and d.objsubid = 0
where t.oid = any (:'ids'::oid[])
