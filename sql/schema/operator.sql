select
  'operator' as kind,
  o.tableoid as class,
  o.oid as id,
  o.oid as unit,
  n.nspname as namespace,
  substr(o.oid::regoperator::text, length(quote_ident(n.nspname)) + 2) as name,
  o.oid::regoperator::text as qualified,
  pg_get_userbyid(o.oprowner) as owner,
  d.description as comment,
  o.oprcode::regprocedure::text as function,
  case when o.oprleft <> 0 then format_type(o.oprleft, null) end as left,
  format_type(o.oprright, null) as right,
  nullif(o.oprcom, 0)::regoperator::text as commutator,
  nullif(o.oprnegate, 0)::regoperator::text as negator,
  nullif(o.oprrest, 0)::regprocedure::text as restrict,
  nullif(o.oprjoin, 0)::regprocedure::text as join,
  nullif(o.oprcanhash, false) as hashes,
  nullif(o.oprcanmerge, false) as merges
from pg_operator o
join pg_namespace n on n.oid = o.oprnamespace
left join pg_description d on d.objoid = o.oid and d.classoid = o.tableoid and d.objsubid = 0
where o.oid = any (:'ids'::oid[]) and o.oprcode <> 0
