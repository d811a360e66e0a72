-- Whether it is ours now to make roles here, until the session ends. The number is only to be another than all others.
select pg_catalog.pg_try_advisory_lock(7305802861203318642::pg_catalog.int8) as ours
