select
  'index' as kind,
  c.tableoid as class,
  c.oid as id,
  i.indrelid as unit,
  n.nspname as namespace,
  c.relname as name,
  format('%I.%I', n.nspname, c.relname) as qualified,
  case
    when k.oid is not null then format('constraint %I.%I.%I', n.nspname, t.relname, k.conname)
    else format('%s %I.%I', case t.relkind when 'm' then 'materialized view' else 'table' end, n.nspname, t.relname)
  end as parent,
  d.description as comment,
  pg_get_indexdef(c.oid) as definition,
  case when not i.indisvalid then false end as valid,
  case
    when c.relispartition then (select h.inhparent::regclass::text from pg_inherits h where h.inhrelid = c.oid limit 1)
  end as "attached to",
  s.spcname as tablespace,
  case
    when i.indexprs is not null then (
      select json_object_agg(a.attnum, a.attstattarget order by a.attnum)
      from pg_attribute a
      where a.attrelid = c.oid and a.attstattarget >= 0
    )
  end as "statistics targets"
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_class t on t.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_constraint k on k.conindid = c.oid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
left join pg_tablespace s on s.oid = c.reltablespace
left join pg_description d on d.objoid = c.oid and d.classoid = c.tableoid and d.objsubid = 0
where i.indrelid = any (:'ids'::oid[])
