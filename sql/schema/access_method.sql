select
  'access method' as kind,
  m.tableoid as class,
  m.oid as id,
  m.oid as unit,
  m.amname as name,
  quote_ident(m.amname) as qualified,
  d.description as comment,
  case m.amtype when 't' then 'table' else 'index' end as type,
  m.amhandler::oid::regprocedure::text as handler
from pg_am m
left join pg_description d on d.objoid = m.oid and d.classoid = m.tableoid and d.objsubid = 0
where m.oid = any (:'ids'::oid[])
