-- Of each catalogue how many rows it has, and which of them were written since: by a transaction that had not ended
-- when the earlier look began. Without an earlier look, all; of catalogues whose rows only tell more of another's,
-- none. Of those without a row nothing is told. What the server made itself has a lower number; schema public, which it
-- also makes, belongs to the user all the same. Triggers that keep constraints are no table's. Not everybody may ask
-- when a user mapping or a subscription was written: of these all come always.
-- Catalogues that most databases have little in are counted together: to begin with each takes longer than its rows.
with
  since as materialized (
    select
      coalesce(age(:'since'::text::xid), 2147483647) as age,
      coalesce(age(:'since'::text::xid), -1) as part_age
  )
select 'relation' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(c.oid::text, c.relkind, c.relnamespace::text, case c.relkind when 'S' then (
      select d.refobjid from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
        and d.refobjsubid > 0
      limit 1
    )::text end, concat(c.relpersistence, c.relname)))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_class c
where oid >= 16384
union all
select 'index' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(indexrelid::text, indrelid::text, indisclustered or indisreplident))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_index
where indexrelid >= 16384
union all
select 'constraint' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, conrelid::text, contypid::text, contype, conindid::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_constraint
where oid >= 16384
union all
select 'trigger' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, case when not tgisinternal or tgparentid <> 0 then tgrelid::text end,
    tgparentid::text, case when tgisinternal then tgconstraint::text end))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_trigger
where oid >= 16384
union all
select 'type' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(t.oid::text,
    case
      when not t.typisdefined then 'undefined'
      when t.typelem <> 0 and exists (select from pg_type e where e.oid = t.typelem and e.typarray = t.oid) then 'array'
      else t.typtype::text
    end,
    t.typnamespace::text, t.typrelid::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_type t
where oid >= 16384
union all
select 'routine' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(p.oid::text, p.pronamespace::text,
    exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_proc p
where oid >= 16384
union all
select r.catalogue, count(*)::integer,
  json_agg(json_build_array(r.number, r.second, r.third))
    filter (where r.written is null or age(r.written) <= (select age from since))
from (
  select 'inheritance' as catalogue, format('%s-%s', inhrelid, inhparent) as number, inhrelid::text as second, null::boolean as third,
    xmin as written
  from pg_inherits
  where inhrelid >= 16384
  union all
  select 'rule', oid::text, ev_class::text, null::boolean, xmin
  from pg_rewrite
  where oid >= 16384
  union all
  select 'policy', oid::text, polrelid::text, null::boolean, xmin
  from pg_policy
  where oid >= 16384
  union all
  select 'statistics', oid::text, stxrelid::text, null::boolean, xmin
  from pg_statistic_ext
  where oid >= 16384
  union all
  select 'schema', oid::text, oid::text, null::boolean, xmin
  from pg_namespace
  where oid >= 16384 or nspname = 'public'
  union all
  select 'cast', c.oid::text, null::text,
    exists (select from pg_depend i where i.classid = 'pg_cast'::regclass and i.objid = c.oid and i.deptype = 'i'),
    c.xmin
  from pg_cast c
  where oid >= 16384
  union all
  select 'extension', oid::text, null::text, null::boolean, xmin
  from pg_extension
  where oid >= 16384
  union all
  select 'language', oid::text, null::text, null::boolean, xmin
  from pg_language
  where oid >= 16384
  union all
  select 'access method', oid::text, null::text, null::boolean, xmin
  from pg_am
  where oid >= 16384
  union all
  select 'foreign data wrapper', oid::text, null::text, null::boolean, xmin
  from pg_foreign_data_wrapper
  where oid >= 16384
  union all
  select 'server', oid::text, null::text, null::boolean, xmin
  from pg_foreign_server
  where oid >= 16384
  union all
  select 'transform', oid::text, null::text, null::boolean, xmin
  from pg_transform
  where oid >= 16384
  union all
  select 'event trigger', oid::text, null::text, null::boolean, xmin
  from pg_event_trigger
  where oid >= 16384
  union all
  select 'publication', oid::text, null::text, null::boolean, xmin
  from pg_publication
  where oid >= 16384
  union all
  select 'collation', oid::text, collnamespace::text, null::boolean, xmin
  from pg_collation
  where oid >= 16384
  union all
  select 'conversion', oid::text, connamespace::text, null::boolean, xmin
  from pg_conversion
  where oid >= 16384
  union all
  select 'operator', oid::text, oprnamespace::text, null::boolean, xmin
  from pg_operator
  where oid >= 16384
  union all
  select 'operator family', oid::text, opfnamespace::text, null::boolean, xmin
  from pg_opfamily
  where oid >= 16384
  union all
  select 'operator class', oid::text, opcnamespace::text, null::boolean, xmin
  from pg_opclass
  where oid >= 16384
  union all
  select 'text search parser', oid::text, prsnamespace::text, null::boolean, xmin
  from pg_ts_parser
  where oid >= 16384
  union all
  select 'text search template', oid::text, tmplnamespace::text, null::boolean, xmin
  from pg_ts_template
  where oid >= 16384
  union all
  select 'text search dictionary', oid::text, dictnamespace::text, null::boolean, xmin
  from pg_ts_dict
  where oid >= 16384
  union all
  select 'text search configuration', oid::text, cfgnamespace::text, null::boolean, xmin
  from pg_ts_config
  where oid >= 16384
  union all
  select 'default privileges', oid::text, defaclnamespace::text, null::boolean, xmin
  from pg_default_acl
  where oid >= 16384
  union all
  select 'user mapping', umid::text, null::text, null::boolean, null::xid
  from pg_user_mappings
  union all
  select 'subscription', oid::text, null::text, null::boolean, null::xid
  from pg_subscription
  where subdbid = (select oid from pg_database where datname = current_database())
) r
group by r.catalogue
union all
select p.catalogue, null, json_agg(json_build_array(p.number, p.second))
from (
  select 'attribute' as catalogue, attrelid::text as number, null::text as second, xmin as written
  from pg_attribute
  where attrelid >= 16384 and attnum > 0
  union all
  select 'default', adrelid::text, null::text, xmin
  from pg_attrdef
  union all
  select 'sequence', s.seqrelid::text, (
      select d.refobjid from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.refclassid = 'pg_class'::regclass
        and d.refobjsubid > 0
      limit 1
    )::text, s.xmin
  from pg_sequence s
  union all
  select 'partitioned', partrelid::text, null::text, xmin
  from pg_partitioned_table
  union all
  select 'foreign table', ftrelid::text, null::text, xmin
  from pg_foreign_table
  union all
  select 'enum', enumtypid::text, null::text, xmin
  from pg_enum
  union all
  select 'aggregate', aggfnoid::oid::text, null::text, xmin
  from pg_aggregate
  where aggfnoid >= 16384
  union all
  select 'range', rngtypid::text, null::text, xmin
  from pg_range
  where rngtypid >= 16384
  union all
  -- The type of its multirange is told of with it.
  select 'range', r.rngtypid::text, null::text, m.xmin
  from pg_range r join pg_type m on m.oid = r.rngmultitypid
  where r.rngtypid >= 16384
) p
where age(p.written) <= (select part_age from since)
group by p.catalogue
union all
select 'description', count(*)::integer,
  json_agg(json_build_array(
    coalesce(
      case d.classoid
        when 'pg_type'::regclass then (
          select format('%s:%s', 'pg_class'::regclass::oid, t.typrelid)
          from pg_type t
          where t.oid = d.objoid and t.typrelid <> 0
        )
        when 'pg_constraint'::regclass then (
          select
            case
              when k.conrelid <> 0 then format('%s:%s', 'pg_class'::regclass::oid, k.conrelid)
              else format('%s:%s', 'pg_type'::regclass::oid, k.contypid)
            end
          from pg_constraint k
          where k.oid = d.objoid and k.contype = 'n'
        )
      end,
      format('%s:%s', d.classoid, d.objoid)
    )
  ))
    filter (where age(d.xmin) <= (select part_age from since))
from (
  select classoid, objoid, xmin from pg_description where objoid >= 16384
  union all
  select classoid, objoid, xmin from pg_description where objoid = 2200 and classoid = 'pg_namespace'::regclass
) d
