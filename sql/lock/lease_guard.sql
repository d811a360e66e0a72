-- Fails unless the lease is ours; keeps its row locked until the transaction is over, and is a heartbeat too. A root of
-- less than nothing is an error that none of our statements has for another reason.
with ours as (
  update :"schema".lease
  set
    heartbeat_at = pg_catalog.clock_timestamp(),
    expires_at = pg_catalog.clock_timestamp()
      operator(pg_catalog.+) pg_catalog.make_interval(secs => :'seconds'::pg_catalog.float8)
  where holder operator(pg_catalog.=) :'holder'::pg_catalog.uuid
  returning id
)
select pg_catalog.sqrt(pg_catalog.count(*)::pg_catalog.float8 operator(pg_catalog.-) 1::pg_catalog.float8) as held
from ours
