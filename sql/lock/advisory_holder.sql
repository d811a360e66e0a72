-- Who holds the advisory lock in this database; no row when nobody does. Of other roles' sessions only pid, role and
-- name may be seen.
select
  a.pid,
  a.usename as role,
  a.application_name as application,
  case
    when a.backend_start is null then 'a place that this role may not see'
    else coalesce(pg_catalog.host(a.client_addr), 'a local socket')
  end as client,
  pg_catalog.to_json(a.backend_start) operator(pg_catalog.#>>) '{}' as since,
  a.state,
  a.query
from pg_catalog.pg_locks l
join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) l.pid
where l.locktype operator(pg_catalog.=) 'advisory'
  and l.granted
  and l.database operator(pg_catalog.=) (
    select oid from pg_catalog.pg_database where datname operator(pg_catalog.=) pg_catalog.current_database()
  )
  and ((l.classid::pg_catalog.int8 operator(pg_catalog.<<) 32) operator(pg_catalog.|) l.objid::pg_catalog.int8)
    operator(pg_catalog.=) :'key'::pg_catalog.int8
  and l.objsubid operator(pg_catalog.=) 1
