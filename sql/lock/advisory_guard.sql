-- Held twice, given back and taken again: fails when the session has given up all of its locks. A root of less than
-- nothing is an error that none of our statements has for another reason.
select pg_catalog.sqrt(
  case
    when pg_catalog.pg_advisory_unlock(:'key'::pg_catalog.int8)
      and pg_catalog.pg_try_advisory_lock(:'key'::pg_catalog.int8)
    then 0::pg_catalog.float8
    else (-1)::pg_catalog.float8
  end
) as held
