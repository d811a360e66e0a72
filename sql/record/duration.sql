update :"schema".revision
set duration_ms = pg_catalog.date_part(
  'epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) pg_catalog.transaction_timestamp()
) operator(pg_catalog.*) 1000::pg_catalog.float8
where id operator(pg_catalog.=) :'revision'
