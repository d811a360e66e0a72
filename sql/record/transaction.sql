select
  pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text as xid,
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) pg_catalog.transaction_timestamp())
    operator(pg_catalog.*) 1000::pg_catalog.float8 as duration_ms
