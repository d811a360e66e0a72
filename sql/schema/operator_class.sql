-- `members` as CREATE OPERATOR CLASS takes them.
select
  'operator class' as kind,
  c.tableoid as class,
  c.oid as id,
  c.oid as unit,
  n.nspname as namespace,
  c.opcname as name,
  format('%I.%I using %I', n.nspname, c.opcname, m.amname) as qualified,
  pg_get_userbyid(c.opcowner) as owner,
  d.description as comment,
  m.amname as "access method",
  format('%I.%I', fn.nspname, f.opfname) as family,
  format_type(c.opcintype, null) as type,
  nullif(c.opcdefault, false) as default,
  case when c.opckeytype <> 0 then format_type(c.opckeytype, null) end as storage,
  (
    select json_agg(x.text order by x.text collate "C")
    from (
      select format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator)
        || case when o.amoppurpose = 'o' then format(' FOR ORDER BY %I.%I', sn.nspname, s.opfname) else '' end as text
      from pg_depend e
      join pg_amop o on o.oid = e.objid
      left join pg_opfamily s on s.oid = o.amopsortfamily
      left join pg_namespace sn on sn.oid = s.opfnamespace
      where e.refclassid = c.tableoid and e.refobjid = c.oid and e.classid = 'pg_amop'::regclass
      union all
      select format(
        'FUNCTION %s (%s, %s) %s',
        p.amprocnum, format_type(p.amproclefttype, null), format_type(p.amprocrighttype, null),
        p.amproc::oid::regprocedure
      )
      from pg_depend e
      join pg_amproc p on p.oid = e.objid
      where e.refclassid = c.tableoid and e.refobjid = c.oid and e.classid = 'pg_amproc'::regclass
    ) x
  ) as members
from pg_opclass c
join pg_namespace n on n.oid = c.opcnamespace
join pg_am m on m.oid = c.opcmethod
join pg_opfamily f on f.oid = c.opcfamily
join pg_namespace fn on fn.oid = f.opfnamespace
left join pg_description d on d.objoid = c.oid and d.classoid = c.tableoid and d.objsubid = 0
where c.oid = any (:'ids'::oid[])
