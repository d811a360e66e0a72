-- The revision is recorded, and its event written, in this transaction: the journal ends, and its times are theirs.
with gone as (
  delete from :"schema".step
  where revision operator(pg_catalog.=) :'revision'
  returning started_at, finished_at
),
took as (
  select coalesce(
    pg_catalog.sum(
      pg_catalog.date_part('epoch', finished_at operator(pg_catalog.-) started_at)
        operator(pg_catalog.*) 1000::pg_catalog.float8
    ),
    0
  ) as duration_ms
  from gone
),
told as (
  update :"schema".event e
  set duration_ms = t.duration_ms
  from took t
  where e.revision operator(pg_catalog.=) :'revision'
    and e.run operator(pg_catalog.=) :'run'::pg_catalog.uuid
    and e.kind operator(pg_catalog.=) :'kind'
    and e.xid operator(pg_catalog.=) pg_catalog.pg_current_xact_id()
)
select duration_ms from took
