-- Who keeps a process waiting for a lock. Of other roles' sessions the query may not be seen.
select
  a.pid,
  a.usename as role,
  a.application_name as application,
  a.state,
  pg_catalog.left(a.query, 200) as query,
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) a.xact_start)
    operator(pg_catalog.*) 1000::pg_catalog.float8 as age_ms
from pg_catalog.unnest(pg_catalog.pg_blocking_pids(:'pid'::pg_catalog.int4)) b (pid)
join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) b.pid
order by a.xact_start, a.pid
