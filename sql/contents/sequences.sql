-- Every sequence but the ledger's, to be asked for its value.
select n.nspname as schema, c.relname as name
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
where c.relkind operator(pg_catalog.=) 'S'
  and c.relpersistence operator(pg_catalog.<>) 't'
  and n.nspname operator(pg_catalog.!~) '^pg_'
  and n.nspname operator(pg_catalog.<>) all (array['information_schema', :'ledger'])
order by 1, 2
