select
  'event trigger' as kind,
  e.tableoid as class,
  e.oid as id,
  e.oid as unit,
  e.evtname as name,
  quote_ident(e.evtname) as qualified,
  pg_get_userbyid(e.evtowner) as owner,
  d.description as comment,
  e.evtevent as event,
  (select json_agg(tag order by tag collate "C") from unnest(e.evttags) as tag) as tags,
  e.evtfoid::regprocedure::text as function,
  case e.evtenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end as enabled
from pg_event_trigger e
left join pg_description d on d.objoid = e.oid and d.classoid = e.tableoid and d.objsubid = 0
where e.oid = any (:'ids'::oid[])
