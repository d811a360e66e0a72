select
  'policy' as kind,
  p.tableoid as class,
  p.oid as id,
  p.polrelid as unit,
  n.nspname as namespace,
  p.polname as name,
  format('%I.%I.%I', n.nspname, c.relname, p.polname) as qualified,
  format('table %I.%I', n.nspname, c.relname) as parent,
  d.description as comment,
  case when not p.polpermissive then false end as permissive,
  case p.polcmd
    when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all'
  end as command,
  (
    select json_agg(r.name order by r.name collate "C")
    from (
      select case role when 0 then 'public' else pg_get_userbyid(role)::text end as name from unnest(p.polroles) as role
    ) r
  ) as roles,
  pg_get_expr(p.polqual, p.polrelid) as using,
  pg_get_expr(p.polwithcheck, p.polrelid) as "with check"
from pg_policy p
join pg_class c on c.oid = p.polrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_description d on d.objoid = p.oid and d.classoid = p.tableoid and d.objsubid = 0
where p.polrelid = any (:'ids'::oid[])
