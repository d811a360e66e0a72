-- Who has the lease; no row when nobody does. A step that runs has the row locked, which its process is known by.
select
  l.holder,
  l.role,
  l.application,
  l.client,
  pg_catalog.to_json(l.acquired_at) operator(pg_catalog.#>>) '{}' as since,
  pg_catalog.to_json(l.heartbeat_at) operator(pg_catalog.#>>) '{}' as heartbeat_at,
  pg_catalog.to_json(l.expires_at) operator(pg_catalog.#>>) '{}' as expires_at,
  l.expires_at operator(pg_catalog.<=) pg_catalog.clock_timestamp() as expired,
  a.pid,
  a.state,
  a.query
from :"schema".lease l
left join pg_catalog.pg_stat_activity a on a.backend_xid operator(pg_catalog.=) l.xmax
