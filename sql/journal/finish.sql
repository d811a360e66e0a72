-- In the transaction of what it marks, where there is one. Somebody who was faster makes the division fail.
with marked as (
  insert into :"schema".step as s
    (revision, direction, position, total, checksum, statement, line, run, started_at, finished_at)
  values (
    :'revision', :'direction', :'position', :'total', :'checksum', :'statement', :'line', :'run'::pg_catalog.uuid,
    pg_catalog.now(), pg_catalog.clock_timestamp()
  )
  on conflict (revision, direction, position) do update set
    total = excluded.total,
    checksum = excluded.checksum,
    statement = excluded.statement,
    line = excluded.line,
    run = excluded.run,
    pid = excluded.pid,
    -- Of a statement that was marked when it began, that is when it began.
    started_at = case when s.before is null then excluded.started_at else s.started_at end,
    finished_at = excluded.finished_at,
    error = null
  where s.finished_at is null or :'repeated'
  returning started_at, finished_at
)
select
  1 operator(pg_catalog./) pg_catalog.count(*) as found,
  pg_catalog.max(
    pg_catalog.date_part('epoch', finished_at operator(pg_catalog.-) started_at)
      operator(pg_catalog.*) 1000::pg_catalog.float8
  ) as duration_ms
from marked
