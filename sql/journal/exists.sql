select case
  when :'kind'::pg_catalog.text operator(pg_catalog.=) 'relation' then pg_catalog.to_regclass(:'name') is not null
  when :'kind'::pg_catalog.text operator(pg_catalog.=) 'database' then exists (
    select from pg_catalog.pg_database where datname operator(pg_catalog.=) :'name'
  )
  when :'kind'::pg_catalog.text operator(pg_catalog.=) 'tablespace' then exists (
    select from pg_catalog.pg_tablespace where spcname operator(pg_catalog.=) :'name'
  )
  when :'kind'::pg_catalog.text operator(pg_catalog.=) 'prepared transaction' then exists (
    select from pg_catalog.pg_prepared_xacts
    where gid operator(pg_catalog.=) :'name' and database operator(pg_catalog.=) pg_catalog.current_database()
  )
  when :'kind'::pg_catalog.text operator(pg_catalog.=) 'subscription' then exists (
    select from pg_catalog.pg_subscription s
    join pg_catalog.pg_database d on d.oid operator(pg_catalog.=) s.subdbid
    where s.subname operator(pg_catalog.=) :'name' and d.datname operator(pg_catalog.=) pg_catalog.current_database()
  )
end as there
