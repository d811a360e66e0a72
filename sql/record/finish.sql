-- Completes the event that was written before the script. Only the transaction that wrote it finds it: where the script
-- has ended that one, the division fails, and nothing is claimed to be done.
with finished as (
  update :"schema".event
  set
    duration_ms = pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) happened_at)
      operator(pg_catalog.*) 1000::pg_catalog.float8,
    unfinished = null
  where revision operator(pg_catalog.=) :'revision'
    and run operator(pg_catalog.=) :'run'::pg_catalog.uuid
    and kind operator(pg_catalog.=) :'kind'
    and xid operator(pg_catalog.=) pg_catalog.pg_current_xact_id()
  returning duration_ms
)
select 1 operator(pg_catalog./) pg_catalog.count(*) as found, pg_catalog.max(duration_ms) as duration_ms from finished
