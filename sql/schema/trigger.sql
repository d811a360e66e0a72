-- A trigger of a partitioned table is copied to its partitions; a copy is told of where it is switched otherwise.
select
  'trigger' as kind,
  g.tableoid as class,
  g.oid as id,
  g.tgrelid as unit,
  n.nspname as namespace,
  g.tgname as name,
  format('%I.%I.%I', n.nspname, c.relname, g.tgname) as qualified,
  format(
    '%s %I.%I', case c.relkind when 'f' then 'foreign table' when 'v' then 'view' else 'table' end, n.nspname, c.relname
  ) as parent,
  d.description as comment,
  pg_get_triggerdef(g.oid) as definition,
  case g.tgenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end as enabled,
  case when g.tgparentid <> 0 then true end as inherited
from pg_trigger g
join pg_class c on c.oid = g.tgrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_trigger p on p.oid = g.tgparentid
left join pg_description d on d.objoid = g.oid and d.classoid = g.tableoid and d.objsubid = 0
where g.tgrelid = any (:'ids'::oid[])
  -- To PostgreSQL 14 a copy is internal.
  and not coalesce(p.tgisinternal, g.tgisinternal)
  and (g.tgparentid = 0 or p.tgenabled <> g.tgenabled)
