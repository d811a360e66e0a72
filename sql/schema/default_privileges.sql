select
  'default privileges' as kind,
  a.tableoid as class,
  a.oid as id,
  a.oid as unit,
  n.nspname as namespace,
  x.name as name,
  x.name as qualified,
  pg_get_userbyid(a.defaclrole) as owner,
  to_json(a.defaclacl) as acl,
  o.objects
from pg_default_acl a
left join pg_namespace n on n.oid = a.defaclnamespace
cross join lateral (
  select
    case a.defaclobjtype
      when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
      when 'n' then 'schemas' else 'large objects'
    end as objects
) o
cross join lateral (
  select
    format(
      'for role %I%s on %s',
      pg_get_userbyid(a.defaclrole),
      case when n.oid is null then '' else format(' in schema %I', n.nspname) end,
      o.objects
    ) as name
) x
where a.oid = any (:'ids'::oid[])
