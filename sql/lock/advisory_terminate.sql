select pg_catalog.pg_terminate_backend(:'pid'::pg_catalog.int4) as ended
