select
  'composite type' as kind,
  c.tableoid as class,
  c.oid as id,
  c.oid as unit,
  n.nspname as namespace,
  c.relname as name,
  format('%I.%I', n.nspname, c.relname) as qualified,
  pg_get_userbyid(t.typowner) as owner,
  to_json(t.typacl) as acl,
  d.description as comment
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_type t on t.oid = c.reltype
left join pg_description d on d.objoid = t.oid and d.classoid = t.tableoid and d.objsubid = 0
where c.oid = any (:'ids'::oid[]) and c.relkind = 'c'
