-- Twice, so that it can be given back and taken again to see whether it was held all the time. Only in the process that
-- has answered our first question: a pooler that hands us from one to the next would leave the lock behind in this one.
select
  case
    when pg_catalog.pg_backend_pid() operator(pg_catalog.=) :'pid'::pg_catalog.int4
    then pg_catalog.pg_try_advisory_lock(:'key'::pg_catalog.int8)
      and pg_catalog.pg_try_advisory_lock(:'key'::pg_catalog.int8)
    else false
  end as taken,
  pg_catalog.pg_backend_pid() as pid,
  -- See read_only.sql.
  case
    when pg_catalog.pg_backend_pid() operator(pg_catalog.=) :'pid'::pg_catalog.int4 and :'own'::pg_catalog.bool
    then pg_catalog.set_config('default_transaction_read_only', 'on', false)
  end as read_only
