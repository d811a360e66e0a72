-- Who we are and where, and what stands in the ledger's schema. One row.
with recursive
me as (
  select r.oid, r.rolsuper from pg_catalog.pg_roles r where r.rolname operator(pg_catalog.=) session_user
),
here as (
  select d.datdba, d.encoding from pg_catalog.pg_database d
  where d.datname operator(pg_catalog.=) pg_catalog.current_database()
),
-- Not pg_has_role: it counts superusers as members of everything, and they have the most to lose to a planted trigger.
membership (role) as (
  select oid from me
  union
  select m.roleid from pg_catalog.pg_auth_members m join membership t on m.member operator(pg_catalog.=) t.role
),
trusted as (
  select role from membership
  union all
  select r.oid from pg_catalog.pg_roles r, me, here
  where me.rolsuper and (r.rolsuper or r.oid operator(pg_catalog.=) here.datdba)
)
select
  pg_catalog.current_setting('server_version') as server_version,
  pg_catalog.current_setting('server_version_num')::pg_catalog.int4 as server_version_number,
  pg_catalog.current_database() as database,
  (select pg_catalog.pg_encoding_to_char(encoding) from here) as encoding,
  session_user as role,
  pg_catalog.pg_backend_pid() as pid,
  pg_catalog.pg_is_in_recovery() as in_recovery,
  pg_catalog.current_setting('default_transaction_read_only')::pg_catalog.bool as read_only,
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
        and not c.relhassubclass
        and not exists (
          select from pg_catalog.pg_trigger t
          where t.tgrelid operator(pg_catalog.=) c.oid and not t.tgisinternal
        ),
        'owner', pg_catalog.pg_get_userbyid(c.relowner),
        'owned', c.relowner operator(pg_catalog.=) any (select role from trusted)
      )
    )
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
    where n.nspname operator(pg_catalog.=) :'schema'
      and c.relname operator(pg_catalog.=) any (
        array['revision', 'edge', 'event', 'step', 'lease', 'ledger_revision']::pg_catalog.name[]
      )
  ) as ledger_tables
