-- Tables, foreign tables, views and materialized views.
select
  case c.relkind when 'f' then 'foreign table' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end
    as kind,
  c.tableoid as class,
  c.oid as id,
  c.oid as unit,
  n.nspname as namespace,
  c.relname as name,
  format('%I.%I', n.nspname, c.relname) as qualified,
  pg_get_userbyid(c.relowner) as owner,
  to_json(c.relacl) as acl,
  d.description as comment,
  case c.relpersistence when 'u' then 'unlogged' end as persistence,
  case when c.reloftype <> 0 then format_type(c.reloftype, null) end as "of type",
  case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partition key",
  case
    when c.relispartition then (select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid limit 1)
  end as "partition of",
  case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end as "partition bound",
  case
    when c.relkind in ('r', 'f') and not c.relispartition then (
      select json_agg(i.inhparent::regclass::text order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid
    )
  end as inherits,
  case
    when c.reloptions is not null or t.reloptions is not null then (
      select json_object_agg(o.name, o.option_value order by o.name collate "C")
      from (
        select option_name as name, option_value from pg_options_to_table(c.reloptions)
        union all
        select 'toast.' || option_name, option_value from pg_options_to_table(t.reloptions)
      ) o
    )
  end as options,
  case when c.relkind in ('r', 'm', 'p') then nullif(a.amname, 'heap') end as "access method",
  s.spcname as tablespace,
  nullif(c.relrowsecurity, false) as "row security",
  nullif(c.relforcerowsecurity, false) as "forced row security",
  case
    when c.relkind not in ('r', 'p') then null
    when c.relreplident = 'f' then 'full'
    when c.relreplident = 'n' then 'nothing'
    when c.relreplident = 'i' then 'index ' || coalesce(
      (
        select format('%I', x.relname)
        from pg_index i join pg_class x on x.oid = i.indexrelid
        where i.indrelid = c.oid and i.indisreplident
      ),
      'that was dropped'
    )
  end as "replica identity",
  case
    when c.relhasindex then (
      select x.relname
      from pg_index i join pg_class x on x.oid = i.indexrelid
      where i.indrelid = c.oid and i.indisclustered
    )
  end as "clustered on",
  fs.srvname as server,
  case
    when f.ftoptions is not null then (
      select json_object_agg(option_name, option_value order by option_name collate "C")
      from pg_options_to_table(f.ftoptions)
    )
  end as "foreign options",
  case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition,
  case when c.relkind = 'm' and not c.relispopulated then false end as populated
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_description d on d.objoid = c.oid and d.classoid = c.tableoid and d.objsubid = 0
left join pg_class t on t.oid = c.reltoastrelid
left join pg_am a on a.oid = c.relam
left join pg_tablespace s on s.oid = c.reltablespace
left join pg_foreign_table f on f.ftrelid = c.oid
left join pg_foreign_server fs on fs.oid = f.ftserver
where c.oid = any (:'ids'::oid[]) and c.relkind in ('r', 'p', 'f', 'v', 'm')
