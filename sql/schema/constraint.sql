-- Constraints of tables and domains. NOT NULL is told of with the column or domain. A foreign key to a partitioned
-- table has a copy for each of its partitions, which comes and goes with them.
-- Checked are foreign keys, and what is deferrable, by triggers that can be switched off for a whole table: each table
-- where they are is told of.
select
  'constraint' as kind,
  k.tableoid as class,
  k.oid as id,
  case when k.conrelid <> 0 then k.conrelid else k.contypid end as unit,
  n.nspname as namespace,
  k.conname as name,
  format('%I.%I.%I', n.nspname, coalesce(c.relname, t.typname), k.conname) as qualified,
  format(
    '%s %I.%I',
    case when k.contypid <> 0 then 'domain' when c.relkind = 'f' then 'foreign table' else 'table' end,
    n.nspname, coalesce(c.relname, t.typname)
  ) as parent,
  format(
    'ALTER %s %s.%s ADD CONSTRAINT %s %s',
    case when k.contypid <> 0 then 'DOMAIN' when c.relkind = 'f' then 'FOREIGN TABLE' else 'TABLE' end,
    quote_ident(n.nspname), quote_ident(coalesce(c.relname, t.typname)), quote_ident(k.conname),
    w.definition
  ) as sql,
  d.description as comment,
  case k.contype
    when 'p' then 'primary key' when 'u' then 'unique' when 'f' then 'foreign key' when 'x' then 'exclude' else 'check'
  end as type,
  regexp_replace(w.definition, ' (NOT VALID|NOT ENFORCED)$', '') as definition,
  case when not k.convalidated and coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) then false end as validated,
  case to_jsonb(k) ->> 'conenforced' when 'false' then false end as enforced,
  case
    when k.contype in ('p', 'u', 'f', 'x') then (
      select json_object_agg(s.name, s.switched order by s.name collate "C")
      from (
        select
          g.tgrelid::regclass::text as name,
          string_agg(
            distinct case g.tgenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end, ', '
          ) as switched
        from pg_trigger g
        where g.tgconstraint = k.oid and g.tgisinternal and g.tgenabled <> 'O'
        group by g.tgrelid
      ) s
    )
  end as "triggers of",
  case when k.coninhcount > 0 then true end as inherited,
  case when k.coninhcount > 0 and k.conislocal then true end as local
from pg_constraint k
left join pg_class c on c.oid = k.conrelid
left join pg_type t on t.oid = k.contypid
join pg_namespace n on n.oid = coalesce(c.relnamespace, t.typnamespace)
left join pg_constraint p on p.oid = k.conparentid
-- Written once for both.
cross join lateral (select pg_get_constraintdef(k.oid) as definition offset 0) w
left join pg_description d on d.objoid = k.oid and d.classoid = k.tableoid and d.objsubid = 0
where k.:"owner" = any (:'ids'::oid[])
  and k.contype in ('p', 'u', 'f', 'x', 'c')
  and not coalesce(k.contype = 'f' and p.conrelid = k.conrelid, false)
