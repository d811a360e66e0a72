-- Of each catalogue how many rows it has, and which of them were written since: by a transaction that had not ended
-- when the earlier look began. Without an earlier look, all; of catalogues whose rows only tell more of another's,
-- none. What the server made itself has a lower number; schema public, which it also makes, belongs to the user all the
-- same. Triggers that keep foreign keys are no table's. Not everybody may ask when a user mapping or a subscription was
-- written: of these all come always.
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
select 'attribute', null, json_agg(json_build_array(attrelid::text))
from pg_attribute
where attrelid >= 16384 and attnum > 0 and age(xmin) <= (select part_age from since)
union all
select 'default', null, json_agg(json_build_array(adrelid::text))
from pg_attrdef
where age(xmin) <= (select part_age from since)
union all
select 'sequence', null, json_agg(json_build_array(s.seqrelid::text, (
      select d.refobjid from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.refclassid = 'pg_class'::regclass
        and d.refobjsubid > 0
      limit 1
    )::text))
from pg_sequence s
where age(xmin) <= (select part_age from since)
union all
select 'partitioned', null, json_agg(json_build_array(partrelid::text))
from pg_partitioned_table
where age(xmin) <= (select part_age from since)
union all
select 'foreign table', null, json_agg(json_build_array(ftrelid::text))
from pg_foreign_table
where age(xmin) <= (select part_age from since)
union all
select 'inheritance' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(format('%s-%s', inhrelid, inhparent), inhrelid::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_inherits
where inhrelid >= 16384
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
  json_agg(json_build_array(oid::text, case when not tgisinternal or tgparentid <> 0 then tgrelid::text end))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_trigger
where oid >= 16384
union all
-- Copies of a trigger in partitions are told of by how they are switched against it.
select 'copied trigger', null, json_agg(json_build_array(c.tgrelid::text))
from pg_trigger t join pg_trigger c on c.tgparentid = t.oid
where age(t.xmin) <= (select part_age from since)
union all
select 'constraint trigger', null, json_agg(json_build_array(k.conrelid::text))
from pg_trigger t join pg_constraint k on k.oid = t.tgconstraint
where t.tgisinternal and age(t.xmin) <= (select part_age from since)
union all
select 'rule' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, ev_class::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_rewrite
where oid >= 16384
union all
select 'policy' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, polrelid::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_policy
where oid >= 16384
union all
select 'statistics' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, stxrelid::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_statistic_ext
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
select 'enum', null, json_agg(json_build_array(enumtypid::text))
from pg_enum
where age(xmin) <= (select part_age from since)
union all
select 'range', null, json_agg(json_build_array(r.rngtypid::text))
from pg_range r left join pg_type m on m.oid = r.rngmultitypid
where r.rngtypid >= 16384 and least(age(r.xmin), age(m.xmin)) <= (select part_age from since)
union all
select 'routine' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(p.oid::text, p.pronamespace::text,
    exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_proc p
where oid >= 16384
union all
select 'aggregate', null, json_agg(json_build_array(aggfnoid::oid::text))
from pg_aggregate
where aggfnoid >= 16384 and age(xmin) <= (select part_age from since)
union all
select 'schema' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, oid::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_namespace
where oid >= 16384 or nspname = 'public'
union all
select 'cast' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(c.oid::text, null,
    exists (select from pg_depend i where i.classid = 'pg_cast'::regclass and i.objid = c.oid and i.deptype = 'i')))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_cast c
where oid >= 16384
union all
select 'extension' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, null))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_extension
where oid >= 16384
union all
select 'language' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, null))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_language
where oid >= 16384
union all
select 'access method' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, null))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_am
where oid >= 16384
union all
select 'foreign data wrapper' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, null))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_foreign_data_wrapper
where oid >= 16384
union all
select 'server' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, null))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_foreign_server
where oid >= 16384
union all
select 'transform' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, null))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_transform
where oid >= 16384
union all
select 'event trigger' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, null))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_event_trigger
where oid >= 16384
union all
select 'publication' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, null))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_publication
where oid >= 16384
union all
select 'collation' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, collnamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_collation
where oid >= 16384
union all
select 'conversion' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, connamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_conversion
where oid >= 16384
union all
select 'operator' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, oprnamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_operator
where oid >= 16384
union all
select 'operator family' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, opfnamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_opfamily
where oid >= 16384
union all
select 'operator class' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, opcnamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_opclass
where oid >= 16384
union all
select 'text search parser' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, prsnamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_ts_parser
where oid >= 16384
union all
select 'text search template' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, tmplnamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_ts_template
where oid >= 16384
union all
select 'text search dictionary' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, dictnamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_ts_dict
where oid >= 16384
union all
select 'text search configuration' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, cfgnamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_ts_config
where oid >= 16384
union all
select 'default privileges' as catalogue, count(*)::integer as count,
  json_agg(json_build_array(oid::text, defaclnamespace::text))
    filter (where age(xmin) <= (select age from since)) as rows
from pg_default_acl
where oid >= 16384
union all
select 'user mapping', count(*)::integer, json_agg(json_build_array(umid::text, null)) from pg_user_mappings
union all
select 'subscription', count(*)::integer, json_agg(json_build_array(oid::text, null))
from pg_subscription
where subdbid = (select oid from pg_database where datname = current_database())
union all
select 'description', count(*)::integer,
  json_agg(json_build_array(
    case
      when t.typrelid <> 0 then format('%s:%s', 'pg_class'::regclass::oid, t.typrelid)
      when k.conrelid <> 0 then format('%s:%s', 'pg_class'::regclass::oid, k.conrelid)
      when k.contypid <> 0 then format('%s:%s', 'pg_type'::regclass::oid, k.contypid)
      else format('%s:%s', d.classoid, d.objoid)
    end
  ))
    filter (where age(d.xmin) <= (select part_age from since))
from (
  select classoid, objoid, xmin from pg_description where objoid >= 16384
  union all
  select classoid, objoid, xmin from pg_description where objoid = 2200 and classoid = 'pg_namespace'::regclass
) d
left join pg_type t on d.classoid = 'pg_type'::regclass and t.oid = d.objoid
left join pg_constraint k on d.classoid = 'pg_constraint'::regclass and k.oid = d.objoid and k.contype = 'n'
