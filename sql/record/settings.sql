-- For the transaction. A setting whose value is null stays as it is.
select
  pg_catalog.set_config('lock_timeout', coalesce(:'lock_timeout', pg_catalog.current_setting('lock_timeout')), true),
  pg_catalog.set_config('statement_timeout', coalesce(:'statement_timeout', pg_catalog.current_setting('statement_timeout')), true),
  pg_catalog.set_config('search_path', coalesce(:'search_path', pg_catalog.current_setting('search_path')), true),
  pg_catalog.pg_current_xact_id()::pg_catalog.text as xid
