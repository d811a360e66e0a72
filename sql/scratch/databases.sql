-- Databases of the pattern that scratch databases are named by, with what their makers have said of them, and whether
-- anybody is connected to them.
select
  d.datname as name,
  pg_catalog.shobj_description(d.oid, 'pg_database') as mark,
  exists (select from pg_catalog.pg_stat_activity a where a.datid operator(pg_catalog.=) d.oid) as used
from pg_catalog.pg_database d
where d.datname operator(pg_catalog.~) :'pattern'
order by d.datname
