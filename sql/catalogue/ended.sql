-- Whether a transaction of a session that we lost is over: by its number if that got through, else by its process.
select coalesce(
  pg_catalog.pg_xact_status(:'xid'::pg_catalog.xid8) operator(pg_catalog.<>) 'in progress',
  not exists (
    select from pg_catalog.pg_stat_activity a
    where a.pid operator(pg_catalog.=) :'pid'::pg_catalog.int4
      and a.pid operator(pg_catalog.<>) pg_catalog.pg_backend_pid()
  )
) as ended
