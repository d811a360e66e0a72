select pg_catalog.pg_advisory_unlock(:'key'::pg_catalog.int8), pg_catalog.pg_advisory_unlock(:'key'::pg_catalog.int8)
