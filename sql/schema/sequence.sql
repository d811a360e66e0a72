-- Those of identity columns are told of with the column.
select
  'sequence' as kind,
  c.tableoid as class,
  c.oid as id,
  c.oid as unit,
  n.nspname as namespace,
  c.relname as name,
  format('%I.%I', n.nspname, c.relname) as qualified,
  pg_get_userbyid(c.relowner) as owner,
  to_json(c.relacl) as acl,
  d.description as comment,
  case c.relpersistence when 'u' then 'unlogged' end as persistence,
  format_type(s.seqtypid, null) as type,
  s.seqstart::text as start,
  s.seqincrement::text as increment,
  s.seqmin::text as minimum,
  s.seqmax::text as maximum,
  s.seqcache::text as cache,
  s.seqcycle as cycle,
  (
    select format('%s.%I', o.refobjid::regclass, a.attname)
    from pg_depend o join pg_attribute a on a.attrelid = o.refobjid and a.attnum = o.refobjsubid
    where o.classid = c.tableoid and o.objid = c.oid and o.refclassid = c.tableoid and o.deptype = 'a'
      and o.refobjsubid > 0
  ) as "owned by"
from pg_sequence s
join pg_class c on c.oid = s.seqrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_description d on d.objoid = c.oid and d.classoid = c.tableoid and d.objsubid = 0
where s.seqrelid = any (:'ids'::oid[])
  and not exists (select from pg_depend i where i.classid = c.tableoid and i.objid = c.oid and i.deptype = 'i')
