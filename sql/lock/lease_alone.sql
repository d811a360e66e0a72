-- Those who connect directly hold the advisory lock instead. For the transaction; kept in a setting of it, so that the
-- statement which takes the lease can look at it, and nothing fails, and is logged, when somebody holds it.
select pg_catalog.set_config(
  'migraph.alone', pg_catalog.pg_try_advisory_xact_lock(:'key'::pg_catalog.int8)::pg_catalog.text, true
)
