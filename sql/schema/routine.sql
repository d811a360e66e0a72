-- Functions and procedures. `body` is what stands between AS's quotes, or the SQL-standard body as the server writes
-- it.
select
  case p.prokind when 'p' then 'procedure' else 'function' end as kind,
  p.tableoid as class,
  p.oid as id,
  p.oid as unit,
  n.nspname as namespace,
  substr(p.oid::regprocedure::text, length(quote_ident(n.nspname)) + 2) as name,
  p.oid::regprocedure::text as qualified,
  pg_get_functiondef(p.oid) as sql,
  pg_get_userbyid(p.proowner) as owner,
  to_json(p.proacl) as acl,
  d.description as comment,
  pg_get_function_arguments(p.oid) as arguments,
  pg_get_function_result(p.oid) as returns,
  l.lanname as language,
  coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as body,
  p.probin as library,
  case p.provolatile when 'i' then 'immutable' when 's' then 'stable' end as volatility,
  nullif(p.proisstrict, false) as strict,
  nullif(p.prosecdef, false) as "security definer",
  nullif(p.proleakproof, false) as leakproof,
  case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end as parallel,
  case p.prokind when 'w' then true end as window,
  nullif(p.procost, case when l.lanname in ('c', 'internal') then 1 else 100 end) as cost,
  nullif(p.prorows, case when p.proretset then 1000 else 0 end) as rows,
  nullif(p.prosupport, 0)::regprocedure::text as support,
  case
    when p.protrftypes is not null then (select json_agg(format_type(t, null)) from unnest(p.protrftypes) as t)
  end as transforms,
  case
    when p.proconfig is not null then (
      select json_object_agg(s.name, substr(s.setting, length(s.name) + 2) order by s.name collate "C")
      from (select split_part(setting, '=', 1) as name, setting from unnest(p.proconfig) as setting) s
    )
  end as settings
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
left join pg_description d on d.objoid = p.oid and d.classoid = p.tableoid and d.objsubid = 0
where p.oid = any (:'ids'::oid[]) and p.prokind <> 'a'
