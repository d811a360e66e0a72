-- What holds rows: tables but those that others partition, and materialized views that have been filled; with the columns.
select
  n.nspname as schema,
  c.relname as name,
  coalesce((
    select pg_catalog.json_agg(a.attname order by a.attnum)
    from pg_catalog.pg_attribute a
    where a.attrelid operator(pg_catalog.=) c.oid and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped
  ), '[]') as columns
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
where (c.relkind operator(pg_catalog.=) 'r' or (c.relkind operator(pg_catalog.=) 'm' and c.relispopulated))
  and c.relpersistence operator(pg_catalog.<>) 't'
  and n.nspname operator(pg_catalog.!~) '^pg_'
  and n.nspname operator(pg_catalog.<>) all (array['information_schema', :'ledger'])
order by 1, 2
