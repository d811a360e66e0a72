insert into :"schema".event (kind, revision, direction, run, client, tool_version, duration_ms, error, detail)
values (
  :'kind', :'revision', :'direction', :'run'::pg_catalog.uuid, :'client', :'tool_version',
  -- The server's own measure, from the start of the transaction.
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) pg_catalog.transaction_timestamp())
    operator(pg_catalog.*) 1000::pg_catalog.float8,
  :'error'::pg_catalog.jsonb, :'detail'::pg_catalog.jsonb
)
