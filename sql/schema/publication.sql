-- Column lists, row filters and schemas came with PostgreSQL 15: where pg_publication_rel has no such column, its name
-- is that of a null further out, and schemas are found by what depends on them.
select
  'publication' as kind,
  p.tableoid as class,
  p.oid as id,
  p.oid as unit,
  p.pubname as name,
  quote_ident(p.pubname) as qualified,
  pg_get_userbyid(p.pubowner) as owner,
  d.description as comment,
  nullif(p.puballtables, false) as "all tables",
  (
    select json_agg(o.name)
    from (
      values ('insert', p.pubinsert), ('update', p.pubupdate), ('delete', p.pubdelete), ('truncate', p.pubtruncate)
    ) o (name, published)
    where o.published
  ) as operations,
  nullif(p.pubviaroot, false) as "via partition root",
  case to_jsonb(p) ->> 'pubgencols' when 's' then 'stored' end as "generated columns",
  (
    select json_object_agg(
      r.prrelid::regclass::text,
      json_strip_nulls(json_build_object(
        'columns', (
          select json_agg(a.attname order by a.attnum)
          from pg_attribute a
          where a.attrelid = r.prrelid and a.attnum = any (prattrs)
        ),
        'where', pg_get_expr(prqual, r.prrelid)
      ))
      order by r.prrelid::regclass::text collate "C"
    )
    from pg_publication_rel r
    where r.prpubid = p.oid
  ) as tables,
  (
    select json_agg(n.nspname order by n.nspname)
    from pg_depend o
    join pg_depend s on s.classid = o.classid and s.objid = o.objid and s.refclassid = 'pg_namespace'::regclass
    join pg_namespace n on n.oid = s.refobjid
    where o.refclassid = p.tableoid and o.refobjid = p.oid and o.classid = to_regclass('pg_publication_namespace')
  ) as schemas
from pg_publication p
cross join (select null::int2vector as prattrs, null::pg_node_tree as prqual) older
left join pg_description d on d.objoid = p.oid and d.classoid = p.tableoid and d.objsubid = 0
where p.oid = any (:'ids'::oid[])
