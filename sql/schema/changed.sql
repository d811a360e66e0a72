-- What has a row that was written since: by a transaction that had not ended when the earlier look began. An index is
-- where its table is, and so is whatever else is told of with the table.
with
  since as materialized (select age(:'since'::text::xid) as age),
  relation as materialized (
    select oid as id, relkind from pg_class where oid >= 16384 and age(xmin) <= (select age from since)
    union all
    select attrelid, null from pg_attribute where attrelid >= 16384 and age(xmin) <= (select age from since)
    union all
    select indrelid, null from pg_index where indexrelid >= 16384 and age(xmin) <= (select age from since)
    union all
    select adrelid, null from pg_attrdef where age(xmin) <= (select age from since)
    union all
    select conrelid, null from pg_constraint where oid >= 16384 and age(xmin) <= (select age from since)
    union all
    select tgrelid, null from pg_trigger where oid >= 16384 and age(xmin) <= (select age from since)
    union all
    select ev_class, null from pg_rewrite where oid >= 16384 and age(xmin) <= (select age from since)
    union all
    select polrelid, null from pg_policy where age(xmin) <= (select age from since)
    union all
    select stxrelid, null from pg_statistic_ext where age(xmin) <= (select age from since)
    union all
    select seqrelid, 'S' from pg_sequence where age(xmin) <= (select age from since)
    union all
    select inhrelid, null from pg_inherits where age(xmin) <= (select age from since)
    union all
    select partrelid, null from pg_partitioned_table where age(xmin) <= (select age from since)
    union all
    select ftrelid, null from pg_foreign_table where age(xmin) <= (select age from since)
  ),
  type as materialized (
    select oid as id from pg_type where oid >= 16384 and age(xmin) <= (select age from since)
    union all
    select enumtypid from pg_enum where age(xmin) <= (select age from since)
    union all
    select rngtypid from pg_range where rngtypid >= 16384 and age(xmin) <= (select age from since)
    union all
    select contypid from pg_constraint where oid >= 16384 and age(xmin) <= (select age from since)
  )
select 'relation' as unit, to_json(array_agg(id::oid)) as ids
from (
  select coalesce(i.indrelid, r.id) as id from relation r left join pg_index i on i.indexrelid = r.id
  union
  select d.refobjid
  from relation r
  join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = r.id and d.refclassid = 'pg_class'::regclass
  where r.relkind = 'S'
  union
  select t.typrelid from type join pg_type t on t.oid = type.id
) r
union all
select 'type', to_json(array_agg(distinct id)) from type
union all
select 'routine', to_json(array_agg(oid))
from (
  select oid from pg_proc where oid >= 16384 and age(xmin) <= (select age from since)
  union
  select aggfnoid from pg_aggregate where aggfnoid >= 16384 and age(xmin) <= (select age from since)
) r
union all
select 'schema', to_json(array_agg(oid)) from pg_namespace where age(xmin) <= (select age from since)
union all
select 'extension', to_json(array_agg(oid)) from pg_extension where age(xmin) <= (select age from since)
union all
select 'language', to_json(array_agg(oid)) from pg_language where age(xmin) <= (select age from since)
union all
select 'access method', to_json(array_agg(oid)) from pg_am where age(xmin) <= (select age from since)
union all
select 'foreign data wrapper', to_json(array_agg(oid))
from pg_foreign_data_wrapper
where age(xmin) <= (select age from since)
union all
select 'server', to_json(array_agg(oid)) from pg_foreign_server where age(xmin) <= (select age from since)
union all
select 'collation', to_json(array_agg(oid))
from pg_collation
where oid >= 16384 and age(xmin) <= (select age from since)
union all
select 'conversion', to_json(array_agg(oid))
from pg_conversion
where oid >= 16384 and age(xmin) <= (select age from since)
union all
select 'operator', to_json(array_agg(oid))
from pg_operator
where oid >= 16384 and age(xmin) <= (select age from since)
union all
select 'cast', to_json(array_agg(oid)) from pg_cast where oid >= 16384 and age(xmin) <= (select age from since)
union all
select 'transform', to_json(array_agg(oid)) from pg_transform where age(xmin) <= (select age from since)
union all
select 'text search parser', to_json(array_agg(oid))
from pg_ts_parser
where oid >= 16384 and age(xmin) <= (select age from since)
union all
select 'text search template', to_json(array_agg(oid))
from pg_ts_template
where oid >= 16384 and age(xmin) <= (select age from since)
union all
select 'text search dictionary', to_json(array_agg(oid))
from pg_ts_dict
where oid >= 16384 and age(xmin) <= (select age from since)
union all
select 'event trigger', to_json(array_agg(oid)) from pg_event_trigger where age(xmin) <= (select age from since)
union all
select 'default privileges', to_json(array_agg(oid)) from pg_default_acl where age(xmin) <= (select age from since)
union all
select 'described', to_json(array_agg(
  case when t.typrelid <> 0 then format('%s:%s', 'pg_class'::regclass::oid, t.typrelid) else format('%s:%s', d.classoid, d.objoid) end
))
from pg_description d
left join pg_type t on d.classoid = 'pg_type'::regclass and t.oid = d.objoid
where (d.objoid >= 16384 or d.objoid in (select oid from pg_namespace where nspname = 'public'))
  and age(d.xmin) <= (select age from since)
