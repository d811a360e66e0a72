-- Relations that are neither the system's nor the ledger's nor of one session: where each is stored, and how often this
-- session has scanned it. `owner`: of an index its table.
select
  c.oid::pg_catalog.text as oid,
  n.nspname as schema,
  c.relname as name,
  c.relkind::pg_catalog.text as kind,
  pg_catalog.pg_relation_filenode(c.oid)::pg_catalog.text as node,
  pg_catalog.pg_stat_get_xact_numscans(c.oid)::pg_catalog.float8 as scans,
  coalesce(i.indrelid, c.oid)::pg_catalog.text as owner
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
left join pg_catalog.pg_index i on i.indexrelid operator(pg_catalog.=) c.oid
where n.nspname operator(pg_catalog.<>) all (array['pg_catalog', 'information_schema', :'ledger']::pg_catalog.name[])
  and n.nspname operator(pg_catalog.!~) '^pg_(toast|temp)'
