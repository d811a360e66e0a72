-- Who owns schema public in a new database, and what is said of it, is the server's matter: 10 made the server, 6171 is
-- pg_database_owner.
select
  'schema' as kind,
  n.tableoid as class,
  n.oid as id,
  n.oid as unit,
  n.nspname as name,
  quote_ident(n.nspname) as qualified,
  case when not (n.nspname = 'public' and n.nspowner in (10, 6171)) then pg_get_userbyid(n.nspowner) end as owner,
  to_json(n.nspacl) as acl,
  pg_get_userbyid(n.nspowner) as acl_owner,
  case when not (n.nspname = 'public' and d.description = 'standard public schema') then d.description end as comment,
  n.oid < 16384 as standard
from pg_namespace n
left join pg_description d on d.objoid = n.oid and d.classoid = n.tableoid and d.objsubid = 0
where n.oid = any (:'ids'::oid[])
