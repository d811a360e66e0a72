-- A row that is locked is so by our own step, or by somebody who is taking the lease over: neither is waited for.
update :"schema".lease
set
  heartbeat_at = pg_catalog.clock_timestamp(),
  expires_at = pg_catalog.clock_timestamp()
    operator(pg_catalog.+) pg_catalog.make_interval(secs => :'seconds'::pg_catalog.float8)
where id operator(pg_catalog.=) (
  select l.id from :"schema".lease l
  where l.holder operator(pg_catalog.=) :'holder'::pg_catalog.uuid
  for update skip locked
)
