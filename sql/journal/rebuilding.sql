-- What a REINDEX CONCURRENTLY that did not come to its end leaves; those of tables that hold long values stay, since
-- nobody may drop them.
select
  c.oid::pg_catalog.text as oid,
  pg_catalog.quote_ident(n.nspname) operator(pg_catalog.||) '.' operator(pg_catalog.||) pg_catalog.quote_ident(c.relname)
    as path
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) i.indexrelid
join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
where not i.indisvalid
  and c.relname operator(pg_catalog.~) '_cc(new|old)[0-9]*$'
  and n.nspname operator(pg_catalog.<>) 'pg_toast'
  and not exists (
    select from pg_catalog.pg_stat_progress_create_index p
    where p.relid operator(pg_catalog.=) i.indrelid and p.pid operator(pg_catalog.<>) pg_catalog.pg_backend_pid()
  )
order by c.oid
