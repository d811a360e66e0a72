-- The indexes of a table, and whatever has the name that one of them is to have.
select
  c.oid::pg_catalog.text as oid,
  pg_catalog.quote_ident(n.nspname) operator(pg_catalog.||) '.' operator(pg_catalog.||) pg_catalog.quote_ident(c.relname)
    as path,
  c.relname as name,
  i.indrelid is not distinct from pg_catalog.to_regclass(:'table') as here,
  coalesce(i.indisvalid and i.indisready and i.indislive, false) as valid,
  coalesce(i.indisunique, false) as is_unique,
  pg_catalog.pg_get_indexdef(i.indexrelid) as definition,
  coalesce(t.spcname, usual.spcname) as tablespace,
  (
    select pg_catalog.min(p.pid) from pg_catalog.pg_stat_progress_create_index p
    where p.index_relid operator(pg_catalog.=) c.oid and p.pid operator(pg_catalog.<>) pg_catalog.pg_backend_pid()
  ) as builder
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
left join pg_catalog.pg_index i on i.indexrelid operator(pg_catalog.=) c.oid
left join pg_catalog.pg_tablespace t on t.oid operator(pg_catalog.=) c.reltablespace
join pg_catalog.pg_database d on d.datname operator(pg_catalog.=) pg_catalog.current_database()
join pg_catalog.pg_tablespace usual on usual.oid operator(pg_catalog.=) d.dattablespace
where i.indrelid operator(pg_catalog.=) pg_catalog.to_regclass(:'table')
  or (
    c.relname operator(pg_catalog.=) :'name'::pg_catalog.name
    and c.relnamespace operator(pg_catalog.=) (
      select r.relnamespace from pg_catalog.pg_class r
      where r.oid operator(pg_catalog.=) pg_catalog.to_regclass(:'table')
    )
  )
order by c.oid
