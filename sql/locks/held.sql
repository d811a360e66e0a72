-- The locks on relations that this process holds, with what is known of each relation by now; of one that has been dropped
-- there is nothing left but its number.
select
  l.relation::pg_catalog.text as oid,
  l.mode,
  n.nspname as schema,
  c.relname as name,
  c.relkind::pg_catalog.text as kind,
  pg_catalog.pg_relation_filenode(c.oid)::pg_catalog.text as node,
  pg_catalog.pg_stat_get_xact_numscans(l.relation)::pg_catalog.float8 as scans,
  coalesce(i.indrelid, c.oid)::pg_catalog.text as owner
from pg_catalog.pg_locks l
left join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) l.relation
left join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
left join pg_catalog.pg_index i on i.indexrelid operator(pg_catalog.=) c.oid
where l.locktype operator(pg_catalog.=) 'relation'
  and l.pid operator(pg_catalog.=) pg_catalog.pg_backend_pid()
  and l.granted
  and l.relation::pg_catalog.oid operator(pg_catalog.>=) 16384::pg_catalog.oid
