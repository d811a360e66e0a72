-- Whether the server's process that a statement was given to is at it still. What may not be seen is taken for running.
select exists (
  select from pg_catalog.pg_stat_activity a
  where a.pid operator(pg_catalog.=) :'pid'::pg_catalog.int4
    and a.pid operator(pg_catalog.<>) pg_catalog.pg_backend_pid()
    and a.datname operator(pg_catalog.=) pg_catalog.current_database()
    and coalesce(a.backend_start operator(pg_catalog.<=) :'started_at'::pg_catalog.timestamptz, true)
    and coalesce(a.state operator(pg_catalog.<>) 'idle', true)
) as running
