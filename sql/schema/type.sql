-- Enums, domains, ranges and base types.
select
  case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'r' then 'range' else 'base type' end as kind,
  t.tableoid as class,
  t.oid as id,
  t.oid as unit,
  n.nspname as namespace,
  t.typname as name,
  format('%I.%I', n.nspname, t.typname) as qualified,
  pg_get_userbyid(t.typowner) as owner,
  to_json(t.typacl) as acl,
  d.description as comment,
  case
    when t.typtype = 'e' then (
      select coalesce(json_agg(e.enumlabel order by e.enumsortorder), '[]') from pg_enum e where e.enumtypid = t.oid
    )
  end as labels,
  case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end as type,
  case
    when t.typtype = 'd' and t.typcollation <> 0
      and t.typcollation <> (select b.typcollation from pg_type b where b.oid = t.typbasetype)
      then t.typcollation::regcollation::text
    when t.typtype = 'r' and r.rngcollation <> 0
      and r.rngcollation <> (select b.typcollation from pg_type b where b.oid = r.rngsubtype)
      then r.rngcollation::regcollation::text
  end as collation,
  case when t.typtype = 'd' then nullif(t.typnotnull, false) end as "not null",
  case when k.conname !~ '_not_null\d*$' or y.description is not null then k.conname end as "not null name",
  y.description as "not null comment",
  case when t.typtype in ('d', 'b') then coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) end as default,
  case when t.typtype = 'r' then format_type(r.rngsubtype, null) end as subtype,
  case when not o.opcdefault then format('%I.%I', s.nspname, o.opcname) end as "subtype operator class",
  nullif(r.rngcanonical, 0)::regprocedure::text as canonical,
  nullif(r.rngsubdiff, 0)::regprocedure::text as "subtype difference",
  format_type(r.rngmultitypid, null) as multirange,
  case when t.typtype = 'b' then t.typinput::regprocedure::text end as input,
  case when t.typtype = 'b' then t.typoutput::regprocedure::text end as output,
  case when t.typtype = 'b' then nullif(t.typreceive, 0)::regprocedure::text end as receive,
  case when t.typtype = 'b' then nullif(t.typsend, 0)::regprocedure::text end as send,
  case when t.typtype = 'b' then nullif(t.typmodin, 0)::regprocedure::text end as typmod_in,
  case when t.typtype = 'b' then nullif(t.typmodout, 0)::regprocedure::text end as typmod_out,
  case when t.typtype = 'b' then nullif(t.typanalyze, 0)::regprocedure::text end as analyze,
  case when t.typtype = 'b' then nullif(t.typsubscript, 0)::regprocedure::text end as subscript,
  case when t.typtype = 'b' then case t.typlen when -1 then 'variable' else t.typlen::text end end as internallength,
  case when t.typtype = 'b' then nullif(t.typbyval, false) end as passedbyvalue,
  case when t.typtype = 'b' then
    case t.typalign when 'c' then 'char' when 's' then 'int2' when 'd' then 'double' else 'int4' end
  end as alignment,
  case when t.typtype = 'b' then
    case t.typstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
  end as storage,
  case when t.typtype = 'b' then nullif(t.typcategory, 'U') end as category,
  case when t.typtype = 'b' then nullif(t.typispreferred, false) end as preferred,
  case when t.typtype = 'b' and t.typelem <> 0 then format_type(t.typelem, null) end as element,
  case when t.typtype = 'b' then nullif(t.typdelim, ',') end as delimiter,
  case when t.typtype = 'b' and t.typcollation <> 0 then true end as collatable
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
left join pg_range r on r.rngtypid = t.oid
left join pg_opclass o on o.oid = r.rngsubopc
left join pg_namespace s on s.oid = o.opcnamespace
left join pg_constraint k on t.typtype = 'd' and k.contypid = t.oid and k.contype = 'n'
left join pg_description y on y.objoid = k.oid and y.classoid = k.tableoid and y.objsubid = 0
left join pg_description d on d.objoid = t.oid and d.classoid = t.tableoid and d.objsubid = 0
where t.oid = any (:'ids'::oid[])
