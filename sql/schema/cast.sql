select
  'cast' as kind,
  c.tableoid as class,
  c.oid as id,
  c.oid as unit,
  format('(%s AS %s)', format_type(c.castsource, null), format_type(c.casttarget, null)) as name,
  format('(%s AS %s)', format_type(c.castsource, null), format_type(c.casttarget, null)) as qualified,
  d.description as comment,
  case c.castmethod when 'i' then 'inout' when 'b' then 'binary' else 'function' end as method,
  nullif(c.castfunc, 0)::regprocedure::text as function,
  case c.castcontext when 'i' then 'implicit' when 'a' then 'assignment' end as context
from pg_cast c
left join pg_description d on d.objoid = c.oid and d.classoid = c.tableoid and d.objsubid = 0
where c.oid = any (:'ids'::oid[])
