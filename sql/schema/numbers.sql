-- Which rows there are: asked when there are fewer of them than were known, to learn which are gone.
select 'relation' as catalogue, json_agg(oid::text) as numbers from pg_class where oid >= 16384
union all
select 'inheritance', json_agg(format('%s %s', inhrelid, inhparent)) from pg_inherits where inhrelid >= 16384
union all
select 'index', json_agg(indexrelid::text) from pg_index where indexrelid >= 16384
union all
select 'schema', json_agg(oid::text) from pg_namespace where oid >= 16384 or nspname = 'public'
union all
select 'constraint', json_agg(oid::text) from pg_constraint where oid >= 16384
union all
select 'trigger', json_agg(oid::text) from pg_trigger where oid >= 16384
union all
select 'rule', json_agg(oid::text) from pg_rewrite where oid >= 16384
union all
select 'policy', json_agg(oid::text) from pg_policy where oid >= 16384
union all
select 'statistics', json_agg(oid::text) from pg_statistic_ext where oid >= 16384
union all
select 'type', json_agg(oid::text) from pg_type where oid >= 16384
union all
select 'routine', json_agg(oid::text) from pg_proc where oid >= 16384
union all
select 'cast', json_agg(oid::text) from pg_cast where oid >= 16384
union all
select 'extension', json_agg(oid::text) from pg_extension where oid >= 16384
union all
select 'language', json_agg(oid::text) from pg_language where oid >= 16384
union all
select 'access method', json_agg(oid::text) from pg_am where oid >= 16384
union all
select 'foreign data wrapper', json_agg(oid::text) from pg_foreign_data_wrapper where oid >= 16384
union all
select 'server', json_agg(oid::text) from pg_foreign_server where oid >= 16384
union all
select 'transform', json_agg(oid::text) from pg_transform where oid >= 16384
union all
select 'event trigger', json_agg(oid::text) from pg_event_trigger where oid >= 16384
union all
select 'publication', json_agg(oid::text) from pg_publication where oid >= 16384
union all
select 'collation', json_agg(oid::text) from pg_collation where oid >= 16384
union all
select 'conversion', json_agg(oid::text) from pg_conversion where oid >= 16384
union all
select 'operator', json_agg(oid::text) from pg_operator where oid >= 16384
union all
select 'operator family', json_agg(oid::text) from pg_opfamily where oid >= 16384
union all
select 'operator class', json_agg(oid::text) from pg_opclass where oid >= 16384
union all
select 'text search parser', json_agg(oid::text) from pg_ts_parser where oid >= 16384
union all
select 'text search template', json_agg(oid::text) from pg_ts_template where oid >= 16384
union all
select 'text search dictionary', json_agg(oid::text) from pg_ts_dict where oid >= 16384
union all
select 'text search configuration', json_agg(oid::text) from pg_ts_config where oid >= 16384
union all
select 'default privileges', json_agg(oid::text) from pg_default_acl where oid >= 16384
