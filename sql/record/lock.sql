-- From here on the session writes only in transactions that say so: what a script does behind a ROLLBACK of its own, or
-- after a BEGIN that did not come about, is refused by the server.
set default_transaction_read_only = on;
-- Twice, so that it can be given back and taken again to see whether it was held all the time.
select pg_catalog.pg_try_advisory_lock(:'key'::pg_catalog.int8)
  and pg_catalog.pg_try_advisory_lock(:'key'::pg_catalog.int8) as taken
