-- The tables whose rows scripts write, with their columns in an order that every database has them in, but for those that
-- are computed from others. What a column holds is `derived` when it comes from a sequence, or refers to what does.
with recursive
tables as (
  select c.oid, n.nspname, c.relname
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
  where c.relkind operator(pg_catalog.=) 'r'
    and c.relpersistence operator(pg_catalog.<>) 't'
    and n.nspname operator(pg_catalog.<>) all (array['pg_catalog', 'information_schema', :'schema']::pg_catalog.name[])
),
columns as (
  select a.attrelid, a.attnum, a.attname, a.attidentity
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) a.attrelid
  where c.relkind operator(pg_catalog.=) any (array['r', 'p']::pg_catalog."char"[])
    and a.attnum operator(pg_catalog.>) 0
    and not a.attisdropped
    and a.attgenerated operator(pg_catalog.=) ''
),
numbered as (
  select attrelid, attnum from columns where attidentity operator(pg_catalog.<>) ''
  union
  select d.adrelid, d.adnum
  from pg_catalog.pg_attrdef d
  join pg_catalog.pg_depend u
    on u.classid operator(pg_catalog.=) 'pg_catalog.pg_attrdef'::pg_catalog.regclass
    and u.objid operator(pg_catalog.=) d.oid
    and u.refclassid operator(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
  join pg_catalog.pg_class s on s.oid operator(pg_catalog.=) u.refobjid
  where s.relkind operator(pg_catalog.=) 'S'
),
-- From what is referred to, or inherited from, to what takes its values.
takes as (
  select f.conrelid as relation, pair.own as number, f.confrelid as from_relation, pair.theirs as from_number
  from pg_catalog.pg_constraint f
  cross join lateral rows from (pg_catalog.unnest(f.conkey), pg_catalog.unnest(f.confkey)) as pair (own, theirs)
  where f.contype operator(pg_catalog.=) 'f'
  union
  select i.inhrelid, own.attnum, i.inhparent, theirs.attnum
  from pg_catalog.pg_inherits i
  join columns own on own.attrelid operator(pg_catalog.=) i.inhrelid
  join columns theirs
    on theirs.attrelid operator(pg_catalog.=) i.inhparent and theirs.attname operator(pg_catalog.=) own.attname
),
derived (relation, number) as (
  select attrelid, attnum from numbered
  union
  select takes.relation, takes.number
  from takes
  join derived
    on derived.relation operator(pg_catalog.=) takes.from_relation
    and derived.number operator(pg_catalog.=) takes.from_number
)
select
  t.nspname as schema,
  t.relname as name,
  pg_catalog.concat(pg_catalog.quote_ident(t.nspname), '.', pg_catalog.quote_ident(t.relname)) as key,
  (
    select pg_catalog.json_agg(
      pg_catalog.json_build_object(
        'name', c.attname,
        'derived',
        exists (
          select from derived d
          where d.relation operator(pg_catalog.=) c.attrelid and d.number operator(pg_catalog.=) c.attnum
        ),
        'key',
        exists (
          select from pg_catalog.pg_constraint k
          where k.conrelid operator(pg_catalog.=) c.attrelid
            and k.contype operator(pg_catalog.=) 'p'
            and c.attnum operator(pg_catalog.=) any (k.conkey)
        )
      )
      order by c.attname collate "C"
    )
    from columns c
    where c.attrelid operator(pg_catalog.=) t.oid
  ) as columns
from tables t
order by t.nspname collate "C", t.relname collate "C"
