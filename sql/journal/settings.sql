-- For all statements of a script that runs outside a transaction. A setting whose value is null stays as it is.
select
  pg_catalog.set_config('lock_timeout', coalesce(:'lock_timeout', pg_catalog.current_setting('lock_timeout')), false),
  pg_catalog.set_config('statement_timeout', coalesce(:'statement_timeout', pg_catalog.current_setting('statement_timeout')), false),
  pg_catalog.set_config('role', coalesce(:'role', pg_catalog.current_setting('role')), false)
