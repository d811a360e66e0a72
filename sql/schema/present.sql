-- All objects that are read by themselves, by their kind, and the parts whose loss no other row of the catalogue tells of.
-- What the server made itself has a lower number; schema public, which it also makes, belongs to the user all the same.
-- Members of extensions come with these.
with
  outside as materialized (
    select oid from pg_namespace
    where nspname like 'pg\_%' or nspname = 'information_schema' or nspname = any (:'except'::text[])
  ),
  member as materialized (
    select classid, objid from pg_depend where refclassid = 'pg_extension'::regclass and deptype = 'e'
  )
select 'schema' as unit, to_json(array_agg(oid)) as ids
from pg_namespace
where (oid >= 16384 or nspname = 'public')
  and oid not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_namespace'::regclass)
union all
select 'extension', to_json(array_agg(oid)) from pg_extension where oid >= 16384
union all
select 'language', to_json(array_agg(oid))
from pg_language
where oid >= 16384 and oid not in (select objid from member where classid = 'pg_language'::regclass)
union all
select 'access method', to_json(array_agg(oid))
from pg_am
where oid >= 16384 and oid not in (select objid from member where classid = 'pg_am'::regclass)
union all
select 'foreign data wrapper', to_json(array_agg(oid))
from pg_foreign_data_wrapper
where oid not in (select objid from member where classid = 'pg_foreign_data_wrapper'::regclass)
union all
select 'server', to_json(array_agg(oid))
from pg_foreign_server
where oid not in (select objid from member where classid = 'pg_foreign_server'::regclass)
union all
select 'user mapping', to_json(array_agg(umid)) from pg_user_mappings
union all
select 'collation', to_json(array_agg(oid))
from pg_collation
where oid >= 16384
  and collnamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_collation'::regclass)
union all
select 'conversion', to_json(array_agg(oid))
from pg_conversion
where oid >= 16384
  and connamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_conversion'::regclass)
union all
select 'type', to_json(array_agg(oid))
from pg_type t
where oid >= 16384
  and typtype in ('e', 'd', 'r', 'b')
  and typisdefined
  and typnamespace not in (select oid from outside)
  and not (typelem <> 0 and exists (select from pg_type e where e.oid = t.typelem and e.typarray = t.oid))
  and oid not in (select objid from member where classid = 'pg_type'::regclass)
union all
select 'routine', to_json(array_agg(oid))
from pg_proc
where oid >= 16384
  and pronamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_proc'::regclass)
  -- Those of a range type come with it.
  and not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = pg_proc.oid and i.deptype = 'i')
union all
select 'operator', to_json(array_agg(oid))
from pg_operator
where oid >= 16384
  and oprnamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_operator'::regclass)
union all
select 'operator family', to_json(array_agg(oid))
from pg_opfamily
where oid >= 16384
  and opfnamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_opfamily'::regclass)
union all
select 'operator class', to_json(array_agg(oid))
from pg_opclass
where oid >= 16384
  and opcnamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_opclass'::regclass)
union all
select 'cast', to_json(array_agg(oid))
from pg_cast
where oid >= 16384
  and oid not in (select objid from member where classid = 'pg_cast'::regclass)
  -- Those of a range type to its multirange come with it.
  and not exists (select from pg_depend i where i.classid = 'pg_cast'::regclass and i.objid = pg_cast.oid and i.deptype = 'i')
union all
select 'transform', to_json(array_agg(oid))
from pg_transform
where oid not in (select objid from member where classid = 'pg_transform'::regclass)
union all
select 'relation', to_json(array_agg(oid))
from pg_class
where oid >= 16384
  and relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'c')
  and relnamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_class'::regclass)
union all
select 'text search parser', to_json(array_agg(oid))
from pg_ts_parser
where oid >= 16384
  and prsnamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_ts_parser'::regclass)
union all
select 'text search template', to_json(array_agg(oid))
from pg_ts_template
where oid >= 16384
  and tmplnamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_ts_template'::regclass)
union all
select 'text search dictionary', to_json(array_agg(oid))
from pg_ts_dict
where oid >= 16384
  and dictnamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_ts_dict'::regclass)
union all
select 'text search configuration', to_json(array_agg(oid))
from pg_ts_config
where oid >= 16384
  and cfgnamespace not in (select oid from outside)
  and oid not in (select objid from member where classid = 'pg_ts_config'::regclass)
union all
select 'event trigger', to_json(array_agg(oid))
from pg_event_trigger
where oid not in (select objid from member where classid = 'pg_event_trigger'::regclass)
union all
select 'publication', to_json(array_agg(oid))
from pg_publication
where oid not in (select objid from member where classid = 'pg_publication'::regclass)
union all
select 'subscription', to_json(array_agg(oid))
from pg_subscription
where subdbid = (select oid from pg_database where datname = current_database())
union all
select 'default privileges', to_json(array_agg(oid))
from pg_default_acl
where defaclnamespace not in (select oid from outside)
union all
select 'part', to_json(array_agg(oid))
from (
  select indexrelid as oid from pg_index where indexrelid >= 16384
  union all
  select oid from pg_constraint where oid >= 16384 and contype <> 'n'
  union all
  select oid from pg_trigger where oid >= 16384 and not (tgisinternal and tgparentid = 0)
  union all
  select oid from pg_rewrite where oid >= 16384
  union all
  select oid from pg_policy
  union all
  select oid from pg_statistic_ext
) parts
