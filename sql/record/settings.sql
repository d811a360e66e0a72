-- For the transaction. A setting whose value is null stays as it is.
select
  pg_catalog.set_config('lock_timeout', coalesce(:'lock_timeout', pg_catalog.current_setting('lock_timeout')), true),
  pg_catalog.set_config('statement_timeout', coalesce(:'statement_timeout', pg_catalog.current_setting('statement_timeout')), true),
  pg_catalog.set_config('search_path', coalesce(:'search_path', pg_catalog.current_setting('search_path')), true),
  pg_catalog.set_config('synchronous_commit', coalesce(:'synchronous_commit', pg_catalog.current_setting('synchronous_commit')), true),
  pg_catalog.set_config('role', coalesce(:'role', pg_catalog.current_setting('role')), true),
  pg_catalog.pg_current_xact_id()::pg_catalog.text as xid,
  pg_catalog.pg_backend_pid() as pid
