select pg_catalog.to_regclass(:'path')::pg_catalog.oid::pg_catalog.text as oid
