-- Writes the event of a revision that has been applied. Only the transaction that recorded it finds it so: where the
-- script has ended that one, the event has no time and is refused, and nothing is claimed to be done.
insert into :"schema".event (happened_at, kind, revision, direction, run, client, tool_version, duration_ms)
select
  ours.applied_at, 'up', :'revision', 'up', :'run'::pg_catalog.uuid, :'client', :'tool_version',
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) ours.applied_at)
    operator(pg_catalog.*) 1000::pg_catalog.float8
from (
  select (
    select r.applied_at
    from :"schema".revision r
    where r.id operator(pg_catalog.=) :'revision'
      and r.xmin operator(pg_catalog.=) pg_catalog.pg_current_xact_id()::pg_catalog.xid
  ) as applied_at
) ours
returning duration_ms
