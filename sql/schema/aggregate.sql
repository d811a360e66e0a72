-- Properties are named as CREATE AGGREGATE names them.
select
  'aggregate' as kind,
  p.tableoid as class,
  p.oid as id,
  p.oid as unit,
  n.nspname as namespace,
  substr(p.oid::regprocedure::text, length(quote_ident(n.nspname)) + 2) as name,
  p.oid::regprocedure::text as qualified,
  pg_get_userbyid(p.proowner) as owner,
  to_json(p.proacl) as acl,
  d.description as comment,
  pg_get_function_arguments(p.oid) as arguments,
  pg_get_function_result(p.oid) as returns,
  case a.aggkind when 'h' then true end as hypothetical,
  a.aggtransfn::regprocedure::text as sfunc,
  format_type(a.aggtranstype, null) as stype,
  nullif(a.aggtransspace, 0) as sspace,
  nullif(a.aggfinalfn, 0)::regprocedure::text as finalfunc,
  nullif(a.aggfinalextra, false) as finalfunc_extra,
  case
    when a.aggfinalfn <> 0 and a.aggfinalmodify <> (case when a.aggkind = 'n' then 'r' else 'w' end) then
      case a.aggfinalmodify when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end
  end as finalfunc_modify,
  nullif(a.aggcombinefn, 0)::regprocedure::text as combinefunc,
  nullif(a.aggserialfn, 0)::regprocedure::text as serialfunc,
  nullif(a.aggdeserialfn, 0)::regprocedure::text as deserialfunc,
  a.agginitval as initcond,
  nullif(a.aggmtransfn, 0)::regprocedure::text as msfunc,
  nullif(a.aggminvtransfn, 0)::regprocedure::text as minvfunc,
  case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end as mstype,
  nullif(a.aggmtransspace, 0) as msspace,
  nullif(a.aggmfinalfn, 0)::regprocedure::text as mfinalfunc,
  nullif(a.aggmfinalextra, false) as mfinalfunc_extra,
  case
    when a.aggmfinalfn <> 0 and a.aggmfinalmodify <> (case when a.aggkind = 'n' then 'r' else 'w' end) then
      case a.aggmfinalmodify when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end
  end as mfinalfunc_modify,
  a.aggminitval as minitcond,
  nullif(a.aggsortop, 0)::regoperator::text as sortop,
  case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end as parallel
from pg_aggregate a
join pg_proc p on p.oid = a.aggfnoid
join pg_namespace n on n.oid = p.pronamespace
left join pg_description d on d.objoid = p.oid and d.classoid = p.tableoid and d.objsubid = 0
where a.aggfnoid = any (:'ids'::oid[])
