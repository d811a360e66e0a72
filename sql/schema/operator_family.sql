-- `members` are those that belong to no class, as ALTER OPERATOR FAMILY … ADD takes them.
select
  'operator family' as kind,
  f.tableoid as class,
  f.oid as id,
  f.oid as unit,
  n.nspname as namespace,
  f.opfname as name,
  format('%I.%I using %I', n.nspname, f.opfname, m.amname) as qualified,
  pg_get_userbyid(f.opfowner) as owner,
  d.description as comment,
  m.amname as "access method",
  (
    select json_agg(x.text order by x.text collate "C")
    from (
      select format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator)
        || case when o.amoppurpose = 'o' then format(' FOR ORDER BY %I.%I', sn.nspname, s.opfname) else '' end as text
      from pg_depend e
      join pg_amop o on o.oid = e.objid
      left join pg_opfamily s on s.oid = o.amopsortfamily
      left join pg_namespace sn on sn.oid = s.opfnamespace
      where e.refclassid = f.tableoid and e.refobjid = f.oid and e.classid = 'pg_amop'::regclass
      union all
      select format(
        'FUNCTION %s (%s, %s) %s',
        p.amprocnum, format_type(p.amproclefttype, null), format_type(p.amprocrighttype, null),
        p.amproc::oid::regprocedure
      )
      from pg_depend e
      join pg_amproc p on p.oid = e.objid
      where e.refclassid = f.tableoid and e.refobjid = f.oid and e.classid = 'pg_amproc'::regclass
    ) x
  ) as members
from pg_opfamily f
join pg_namespace n on n.oid = f.opfnamespace
join pg_am m on m.oid = f.opfmethod
left join pg_description d on d.objoid = f.oid and d.classoid = f.tableoid and d.objsubid = 0
where f.oid = any (:'ids'::oid[])
