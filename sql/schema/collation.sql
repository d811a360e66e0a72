-- Not the version, which is that of the host's library.
select
  'collation' as kind,
  c.tableoid as class,
  c.oid as id,
  c.oid as unit,
  n.nspname as namespace,
  c.collname as name,
  format('%I.%I', n.nspname, c.collname) as qualified,
  pg_get_userbyid(c.collowner) as owner,
  d.description as comment,
  case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' when 'd' then 'default' else 'libc' end as provider,
  coalesce(
    to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale',
    case when c.collcollate = c.collctype then c.collcollate end
  ) as locale,
  case when c.collcollate <> c.collctype then c.collcollate end as lc_collate,
  case when c.collcollate <> c.collctype then c.collctype end as lc_ctype,
  to_jsonb(c) ->> 'collicurules' as rules,
  case when not c.collisdeterministic then false end as deterministic
from pg_collation c
join pg_namespace n on n.oid = c.collnamespace
left join pg_description d on d.objoid = c.oid and d.classoid = c.tableoid and d.objsubid = 0
where c.oid = any (:'ids'::oid[])
