-- By what the transaction, and the process that runs it, can be found again.
select pg_catalog.pg_current_xact_id()::pg_catalog.text as xid, pg_catalog.pg_backend_pid() as pid
