-- Statements that put a row into each table, with a value only where there has to be one.
select
  format(
    'insert into %s %s',
    c.oid::regclass,
    coalesce(
      format('(%s) overriding system value values (%s)', string_agg(quote_ident(a.attname), ', '), string_agg(v.literal, ', ')),
      'default values'
    )
  ) as sql
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join (
  pg_catalog.pg_attribute a
  join pg_catalog.pg_type d on d.oid = a.atttypid
  join pg_catalog.pg_type t on t.oid = case d.typtype when 'd' then d.typbasetype else d.oid end
  cross join lateral (
    select
      case
        when t.typcategory = 'N' then '1'
        when t.typcategory = 'B' then 'true'
        when t.typcategory = 'D' then '''2000-01-01 00:00'''
        when t.typcategory = 'T' then '''1 day'''
        when t.typcategory = 'A' then '''{}'''
        when t.typcategory = 'R' then '''empty'''
        when t.typcategory = 'I' then '''127.0.0.1'''
        when t.typcategory = 'E' then (
          select quote_literal(e.enumlabel) from pg_catalog.pg_enum e where e.enumtypid = t.oid order by e.enumsortorder limit 1
        )
        when t.typname = 'uuid' then '''00000000-0000-0000-0000-000000000000'''
        when t.typname in ('json', 'jsonb') then '''{}'''
        else '''x'''
      end as literal
  ) v
) on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and (a.attnotnull or d.typnotnull)
  and not a.atthasdef and a.attidentity = '' and a.attgenerated = ''
where c.relkind = 'r' and n.nspname <> all (:'except'::text[])
  and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(temp|toast)'
group by c.oid
