-- Fails, and with it the transaction, unless the step before has been completed: what is sent behind a step without
-- waiting for its answer must not run when that one has failed. Only finish.sql and finish_up.sql give an event a
-- duration, and only a COMMIT lets a later transaction see it.
select 1 operator(pg_catalog./) (
  exists (
    select from :"schema".event e
    where e.revision operator(pg_catalog.=) :'before'
      and e.run operator(pg_catalog.=) :'run'::pg_catalog.uuid
      and e.kind operator(pg_catalog.=) :'before_kind'
      and e.duration_ms is not null
  )
)::pg_catalog.int4 as may_run,
  -- By what the transaction, and the process that runs it, can be found again.
  pg_catalog.pg_current_xact_id()::pg_catalog.text as xid,
  pg_catalog.pg_backend_pid() as pid
