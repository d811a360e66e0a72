-- Who we are and where, and what stands in the ledger's schema. One row.
select
  pg_catalog.current_setting('server_version') as server_version,
  pg_catalog.current_setting('server_version_num')::pg_catalog.int4 as server_version_number,
  pg_catalog.current_database() as database,
  session_user as role,
  pg_catalog.pg_backend_pid() as pid,
  pg_catalog.pg_is_in_recovery() as in_recovery,
  exists (
    select from pg_catalog.pg_namespace n where n.nspname operator(pg_catalog.=) :'schema'
  ) as schema_exists,
  (
    select pg_catalog.json_agg(
      pg_catalog.json_build_object(
        'name', c.relname,
        'plain',
        c.relkind operator(pg_catalog.=) 'r'
        and not c.relrowsecurity
        and not c.relhasrules
        and not exists (
          select from pg_catalog.pg_trigger t
          where t.tgrelid operator(pg_catalog.=) c.oid and not t.tgisinternal
        ),
        'owner', pg_catalog.pg_get_userbyid(c.relowner),
        'owned', pg_catalog.pg_has_role(session_user, c.relowner, 'MEMBER')
      )
    )
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
    where n.nspname operator(pg_catalog.=) :'schema'
      and c.relname operator(pg_catalog.=) any (
        array['revision', 'edge', 'event', 'step', 'ledger_revision']::pg_catalog.name[]
      )
  ) as ledger_tables
