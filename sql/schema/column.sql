-- Columns of tables and views, and attributes of composite types. `sequence` tells of the one behind an identity
-- column. From PostgreSQL 18 on a NOT NULL is a constraint with a name; told of where somebody has given it. One that
-- the server has given stays when table or column are renamed, and would tell of nothing but that.
select
  'column' as kind,
  c.tableoid as class,
  c.oid as id,
  a.attnum as part,
  c.oid as unit,
  n.nspname as namespace,
  a.attname as name,
  format('%I.%I.%I', n.nspname, c.relname, a.attname) as qualified,
  format(
    '%s %I.%I',
    case c.relkind
      when 'f' then 'foreign table' when 'v' then 'view' when 'm' then 'materialized view'
      when 'c' then 'composite type' else 'table'
    end,
    n.nspname, c.relname
  ) as parent,
  row_number() over (partition by a.attrelid order by a.attnum)::integer as position,
  to_json(a.attacl) as acl,
  d.description as comment,
  format_type(a.atttypid, a.atttypmod) as type,
  case when a.attcollation <> 0 and a.attcollation <> t.typcollation then a.attcollation::regcollation::text end
    as collation,
  nullif(a.attnotnull, false) as "not null",
  case when x.conname !~ '_not_null\d*$' or y.description is not null then x.conname end as "not null name",
  y.description as "not null comment",
  case when not x.convalidated then false end as "not null validated",
  nullif(x.connoinherit, false) as "not null no inherit",
  case when a.attgenerated = '' then pg_get_expr(e.adbin, e.adrelid) end as default,
  case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end as generated,
  case when a.attgenerated <> '' then pg_get_expr(e.adbin, e.adrelid) end as expression,
  case a.attidentity when 'a' then 'always' when 'd' then 'by default' end as identity,
  case
    when a.attidentity <> '' then (
      select
        json_build_object(
          'name', nullif(i.objid::regclass::text, format('%I.%I', n.nspname, c.relname || '_' || a.attname || '_seq')),
          'type', nullif(s.seqtypid, a.atttypid)::regtype::text,
          'start', s.seqstart::text,
          'increment', s.seqincrement::text,
          'minimum', s.seqmin::text,
          'maximum', s.seqmax::text,
          'cache', s.seqcache::text,
          'cycle', s.seqcycle,
          'persistence', case
            when q.relpersistence <> c.relpersistence
              then case q.relpersistence when 'u' then 'unlogged' else 'permanent' end
          end,
          'comment', (
            select description from pg_description where objoid = q.oid and classoid = q.tableoid and objsubid = 0
          ),
          'owner', pg_get_userbyid(q.relowner),
          'acl', q.relacl
        )
      from pg_depend i
      join pg_sequence s on s.seqrelid = i.objid
      join pg_class q on q.oid = s.seqrelid
      where i.refclassid = c.tableoid and i.refobjid = c.oid and i.refobjsubid = a.attnum and i.classid = c.tableoid
        and i.deptype = 'i'
    )
  end as sequence,
  case
    when a.attstorage <> t.typstorage then
      case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end
  end as storage,
  case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
  case when a.attstattarget >= 0 then a.attstattarget::integer end as "statistics target",
  case
    when a.attoptions is not null then (
      select json_object_agg(option_name, option_value order by option_name collate "C")
      from pg_options_to_table(a.attoptions)
    )
  end as options,
  case
    when a.attfdwoptions is not null then (
      select json_object_agg(option_name, option_value order by option_name collate "C")
      from pg_options_to_table(a.attfdwoptions)
    )
  end as "foreign options",
  case when a.attinhcount > 0 then true end as inherited,
  case when a.attinhcount > 0 and a.attislocal then true end as local
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
left join pg_constraint x
  on a.attnotnull and x.conrelid = a.attrelid and x.contype = 'n' and x.conkey[1] = a.attnum
left join pg_description y on y.objoid = x.oid and y.classoid = x.tableoid and y.objsubid = 0
left join pg_description d on d.objoid = c.oid and d.classoid = c.tableoid and d.objsubid = a.attnum
where c.oid = any (:'ids'::oid[]) and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c')
