-- What the read objects and their parts need, in the objects' own numbers. What has no name of its own stands for what
-- it is a part of: a default for its column, the row type for its table, an array for its element. A sequence goes with
-- the column that owns it, and tells its name, but does not need it: part -1, which no object is. `indexes` and so on:
-- the relations whose indexes are meant.
with
  part (class, id, stands_for, stands_id, stands_part) as (
    select class, id, class, id, null::integer from unnest(:'classes'::oid[], :'ids'::oid[]) as u (class, id)
    union all
    select 'pg_class'::regclass, indexrelid, 'pg_class'::regclass, indexrelid, 0
    from pg_index
    where indrelid = any (:'indexes'::oid[])
    union all
    select 'pg_type'::regclass, reltype, 'pg_class'::regclass, oid, 0
    from pg_class
    where oid = any (:'relations'::oid[]) and relkind = 'c'
    union all
    select 'pg_attrdef'::regclass, oid, 'pg_class'::regclass, adrelid, adnum
    from pg_attrdef
    where adrelid = any (:'relations'::oid[])
    union all
    select 'pg_rewrite'::regclass, oid,
      case rulename when '_RETURN' then 'pg_class'::regclass else 'pg_rewrite'::regclass end,
      case rulename when '_RETURN' then ev_class else oid end, 0
    from pg_rewrite
    where ev_class = any (:'rules'::oid[])
    union all
    select 'pg_constraint'::regclass, oid, 'pg_constraint'::regclass, oid, 0
    from pg_constraint
    where contype <> 'n' and (conrelid = any (:'constraints'::oid[]) or contypid = any (:'types'::oid[]))
    union all
    select 'pg_trigger'::regclass, oid, 'pg_trigger'::regclass, oid, 0
    from pg_trigger
    where tgrelid = any (:'triggers'::oid[])
    union all
    select 'pg_policy'::regclass, oid, 'pg_policy'::regclass, oid, 0
    from pg_policy
    where polrelid = any (:'policies'::oid[])
    union all
    select 'pg_statistic_ext'::regclass, oid, 'pg_statistic_ext'::regclass, oid, 0
    from pg_statistic_ext
    where stxrelid = any (:'statistics'::oid[])
    union all
    select d.classid, d.objid, d.refclassid, d.refobjid, 0
    from unnest(:'classes'::oid[], :'ids'::oid[]) as u (class, id)
    join pg_depend d on d.refclassid = u.class and d.refobjid = u.id
    where u.class in ('pg_opclass'::regclass, 'pg_opfamily'::regclass, 'pg_publication'::regclass)
      and (
        d.classid in ('pg_amop'::regclass, 'pg_amproc'::regclass, 'pg_publication_rel'::regclass)
        or d.classid = to_regclass('pg_publication_namespace')
      )
  )
select
  p.stands_for::integer as class,
  p.stands_id as id,
  case
    when p.stands_part is null and d.classid = 'pg_class'::regclass and d.deptype = 'a' and d.refobjsubid > 0 then -1
    else coalesce(p.stands_part, d.objsubid)
  end as part,
  case when t.typrelid <> 0 or e.typrelid <> 0 then 'pg_class'::regclass else d.refclassid end::integer as needs_class,
  case
    when t.typrelid <> 0 then t.typrelid
    when e.typrelid <> 0 then e.typrelid
    else coalesce(e.oid, m.rngtypid, d.refobjid)
  end as needs_id
from part p
join pg_depend d on d.classid = p.class and d.objid = p.id and d.deptype in ('n', 'a', 'i', 'P', 'S', 'x')
left join pg_type t on d.refclassid = 'pg_type'::regclass and t.oid = d.refobjid
left join pg_type e on e.oid = t.typelem and e.typarray = t.oid
left join pg_range m on d.refclassid = 'pg_type'::regclass and t.typtype = 'm' and m.rngmultitypid = t.oid
where d.refobjid >= 16384 or d.refclassid = 'pg_namespace'::regclass
