-- Which rows there are in these catalogues: asked where there are fewer than were known, to learn which are gone.
select 'relation' as catalogue, array_agg(oid)::text as numbers
from pg_class
where oid >= 16384 and 'relation' = any (:'catalogues'::text[])
union all
select 'inheritance', array_agg(format('%s-%s', inhrelid, inhparent))::text
from pg_inherits
where inhrelid >= 16384 and 'inheritance' = any (:'catalogues'::text[])
union all
select 'index', array_agg(indexrelid)::text
from pg_index
where indexrelid >= 16384 and 'index' = any (:'catalogues'::text[])
union all
select 'schema', array_agg(oid)::text
from pg_namespace
where (oid >= 16384 or nspname = 'public') and 'schema' = any (:'catalogues'::text[])
union all
select 'constraint', array_agg(oid)::text
from pg_constraint
where oid >= 16384 and 'constraint' = any (:'catalogues'::text[])
union all
select 'trigger', array_agg(oid)::text
from pg_trigger
where oid >= 16384 and 'trigger' = any (:'catalogues'::text[])
union all
select 'rule', array_agg(oid)::text
from pg_rewrite
where oid >= 16384 and 'rule' = any (:'catalogues'::text[])
union all
select 'policy', array_agg(oid)::text
from pg_policy
where oid >= 16384 and 'policy' = any (:'catalogues'::text[])
union all
select 'statistics', array_agg(oid)::text
from pg_statistic_ext
where oid >= 16384 and 'statistics' = any (:'catalogues'::text[])
union all
select 'type', array_agg(oid)::text
from pg_type
where oid >= 16384 and 'type' = any (:'catalogues'::text[])
union all
select 'routine', array_agg(oid)::text
from pg_proc
where oid >= 16384 and 'routine' = any (:'catalogues'::text[])
union all
select 'cast', array_agg(oid)::text
from pg_cast
where oid >= 16384 and 'cast' = any (:'catalogues'::text[])
union all
select 'extension', array_agg(oid)::text
from pg_extension
where oid >= 16384 and 'extension' = any (:'catalogues'::text[])
union all
select 'language', array_agg(oid)::text
from pg_language
where oid >= 16384 and 'language' = any (:'catalogues'::text[])
union all
select 'access method', array_agg(oid)::text
from pg_am
where oid >= 16384 and 'access method' = any (:'catalogues'::text[])
union all
select 'foreign data wrapper', array_agg(oid)::text
from pg_foreign_data_wrapper
where oid >= 16384 and 'foreign data wrapper' = any (:'catalogues'::text[])
union all
select 'server', array_agg(oid)::text
from pg_foreign_server
where oid >= 16384 and 'server' = any (:'catalogues'::text[])
union all
select 'transform', array_agg(oid)::text
from pg_transform
where oid >= 16384 and 'transform' = any (:'catalogues'::text[])
union all
select 'event trigger', array_agg(oid)::text
from pg_event_trigger
where oid >= 16384 and 'event trigger' = any (:'catalogues'::text[])
union all
select 'publication', array_agg(oid)::text
from pg_publication
where oid >= 16384 and 'publication' = any (:'catalogues'::text[])
union all
select 'collation', array_agg(oid)::text
from pg_collation
where oid >= 16384 and 'collation' = any (:'catalogues'::text[])
union all
select 'conversion', array_agg(oid)::text
from pg_conversion
where oid >= 16384 and 'conversion' = any (:'catalogues'::text[])
union all
select 'operator', array_agg(oid)::text
from pg_operator
where oid >= 16384 and 'operator' = any (:'catalogues'::text[])
union all
select 'operator family', array_agg(oid)::text
from pg_opfamily
where oid >= 16384 and 'operator family' = any (:'catalogues'::text[])
union all
select 'operator class', array_agg(oid)::text
from pg_opclass
where oid >= 16384 and 'operator class' = any (:'catalogues'::text[])
union all
select 'text search parser', array_agg(oid)::text
from pg_ts_parser
where oid >= 16384 and 'text search parser' = any (:'catalogues'::text[])
union all
select 'text search template', array_agg(oid)::text
from pg_ts_template
where oid >= 16384 and 'text search template' = any (:'catalogues'::text[])
union all
select 'text search dictionary', array_agg(oid)::text
from pg_ts_dict
where oid >= 16384 and 'text search dictionary' = any (:'catalogues'::text[])
union all
select 'text search configuration', array_agg(oid)::text
from pg_ts_config
where oid >= 16384 and 'text search configuration' = any (:'catalogues'::text[])
union all
select 'default privileges', array_agg(oid)::text
from pg_default_acl
where oid >= 16384 and 'default privileges' = any (:'catalogues'::text[])
union all
select 'user mapping', array_agg(umid)::text
from pg_user_mappings
where 'user mapping' = any (:'catalogues'::text[])
union all
select 'subscription', array_agg(oid)::text
from pg_subscription
where subdbid = (select oid from pg_database where datname = current_database())
  and 'subscription' = any (:'catalogues'::text[])
