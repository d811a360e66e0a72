-- Writes the event of a revision that has been applied. Only the transaction that recorded it finds it so: where the
-- script has ended that one, the event has no time and is refused, and nothing is claimed to be done. The transaction
-- began a moment before the script did; to read both times from the record would take the server twice as long to plan.
insert into :"schema".event (happened_at, kind, revision, direction, run, client, tool_version, duration_ms)
values (
  (
    select r.applied_at
    from :"schema".revision r
    where r.id operator(pg_catalog.=) :'revision'
      and r.xmin operator(pg_catalog.=) pg_catalog.pg_current_xact_id()::pg_catalog.xid
  ),
  'up', :'revision', 'up', :'run'::pg_catalog.uuid, :'client', :'tool_version',
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) pg_catalog.transaction_timestamp())
    operator(pg_catalog.*) 1000::pg_catalog.float8
)
returning duration_ms
