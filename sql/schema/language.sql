select
  'language' as kind,
  l.tableoid as class,
  l.oid as id,
  l.oid as unit,
  l.lanname as name,
  quote_ident(l.lanname) as qualified,
  pg_get_userbyid(l.lanowner) as owner,
  to_json(l.lanacl) as acl,
  d.description as comment,
  nullif(l.lanpltrusted, false) as trusted,
  nullif(l.lanplcallfoid, 0)::regprocedure::text as handler,
  nullif(l.laninline, 0)::regprocedure::text as inline,
  nullif(l.lanvalidator, 0)::regprocedure::text as validator
from pg_language l
left join pg_description d on d.objoid = l.oid and d.classoid = l.tableoid and d.objsubid = 0
where l.oid = any (:'ids'::oid[])
