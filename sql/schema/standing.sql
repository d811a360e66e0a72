-- What the texts of the other queries depend on and no row of theirs tells of.
select
  current_setting('server_version') as version,
  current_setting('server_version_num')::integer as version_number,
  pg_snapshot_xmin(pg_current_snapshot())::xid::text as horizon,
  (
    select json_agg(oid::text)
    from pg_namespace
    where nspname like 'pg\_%' or nspname = 'information_schema' or nspname = any (:'except'::text[])
  ) as outside,
  (select json_agg(rolname order by oid) from pg_roles) as roles,
  (select json_agg(spcname order by oid) from pg_tablespace) as tablespaces,
  (
    select json_agg(json_build_array(classid::text, objid::text, refobjid::text) order by classid, objid)
    from pg_depend
    where refclassid = 'pg_extension'::regclass and deptype = 'e'
  ) as members,
  (
    select
      json_agg(
        json_build_array(format('%s:%s:0', x.classid, x.objid), e.extname) order by x.classid, x.objid, e.extname
      )
    from pg_depend x join pg_extension e on e.oid = x.refobjid
    where x.refclassid = 'pg_extension'::regclass and x.deptype = 'x'
  ) as dependents,
  (
    select
      json_agg(
        json_build_object(
          'address', format('%s:%s:%s', classoid, objoid, objsubid), 'provider', provider, 'label', label
        )
        order by objoid, objsubid, provider
      )
    from pg_seclabel
  ) as labels
