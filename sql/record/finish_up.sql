-- Writes the event of a revision that has been applied. Only the transaction that recorded it finds it so: where the
-- script has ended that one, the division fails, and nothing is claimed to be done.
with ours as (
  select r.applied_at
  from :"schema".revision r
  where r.id operator(pg_catalog.=) :'revision'
    and r.xmin operator(pg_catalog.=) pg_catalog.pg_current_xact_id()::pg_catalog.xid
),
finished as (
  insert into :"schema".event (happened_at, kind, revision, direction, run, client, tool_version, duration_ms)
  select
    o.applied_at, 'up', :'revision', 'up', :'run'::pg_catalog.uuid, :'client', :'tool_version',
    pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) o.applied_at)
      operator(pg_catalog.*) 1000::pg_catalog.float8
  from ours o
  returning duration_ms
)
select 1 operator(pg_catalog./) pg_catalog.count(*) as found, pg_catalog.max(duration_ms) as duration_ms from finished
