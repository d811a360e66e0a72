select
  'text search dictionary' as kind,
  t.tableoid as class,
  t.oid as id,
  t.oid as unit,
  n.nspname as namespace,
  t.dictname as name,
  format('%I.%I', n.nspname, t.dictname) as qualified,
  pg_get_userbyid(t.dictowner) as owner,
  d.description as comment,
  format('%I.%I', tn.nspname, m.tmplname) as template,
  t.dictinitoption as options
from pg_ts_dict t
join pg_namespace n on n.oid = t.dictnamespace
join pg_ts_template m on m.oid = t.dicttemplate
join pg_namespace tn on tn.oid = m.tmplnamespace
left join pg_description d on d.objoid = t.oid and d.classoid = t.tableoid and d.objsubid = 0
where t.oid = any (:'ids'::oid[])
