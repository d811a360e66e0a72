select
  'rule' as kind,
  r.tableoid as class,
  r.oid as id,
  r.ev_class as unit,
  n.nspname as namespace,
  r.rulename as name,
  format('%I.%I.%I', n.nspname, c.relname, r.rulename) as qualified,
  format('%s %I.%I', case c.relkind when 'v' then 'view' else 'table' end, n.nspname, c.relname) as parent,
  d.description as comment,
  pg_get_ruledef(r.oid) as definition,
  case r.ev_enabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end as enabled
from pg_rewrite r
join pg_class c on c.oid = r.ev_class
join pg_namespace n on n.oid = c.relnamespace
left join pg_description d on d.objoid = r.oid and d.classoid = r.tableoid and d.objsubid = 0
where r.ev_class = any (:'ids'::oid[]) and r.rulename <> '_RETURN'
