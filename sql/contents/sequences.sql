-- Every sequence but the ledger's, to be asked for its value.
select pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', pg_catalog.quote_ident(c.relname)) as key
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
where c.relkind operator(pg_catalog.=) 'S'
  and c.relpersistence operator(pg_catalog.<>) 't'
  and n.nspname operator(pg_catalog.<>) all (array['pg_catalog', 'information_schema', :'ledger']::pg_catalog.name[])
order by 1
