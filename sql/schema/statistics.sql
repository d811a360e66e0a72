select
  'statistics' as kind,
  s.tableoid as class,
  s.oid as id,
  s.stxrelid as unit,
  n.nspname as namespace,
  s.stxname as name,
  format('%I.%I', n.nspname, s.stxname) as qualified,
  case c.relkind when 'f' then 'foreign table ' when 'm' then 'materialized view ' else 'table ' end
    || s.stxrelid::regclass::text as parent,
  pg_get_userbyid(s.stxowner) as owner,
  d.description as comment,
  pg_get_statisticsobjdef(s.oid) as definition,
  case when s.stxstattarget >= 0 then s.stxstattarget::integer end as "statistics target"
from pg_statistic_ext s
join pg_namespace n on n.oid = s.stxnamespace
join pg_class c on c.oid = s.stxrelid
left join pg_description d on d.objoid = s.oid and d.classoid = s.tableoid and d.objsubid = 0
where s.stxrelid = any (:'ids'::oid[])
