-- `mappings`: to each kind of token its dictionaries, in their order.
select
  'text search configuration' as kind,
  t.tableoid as class,
  t.oid as id,
  t.oid as unit,
  n.nspname as namespace,
  t.cfgname as name,
  format('%I.%I', n.nspname, t.cfgname) as qualified,
  pg_get_userbyid(t.cfgowner) as owner,
  d.description as comment,
  format('%I.%I', pn.nspname, p.prsname) as parser,
  (
    select json_object_agg(m.token, m.dictionaries order by m.token collate "C")
    from (
      select k.alias as token, json_agg(m.mapdict::regdictionary::text order by m.mapseqno) as dictionaries
      from pg_ts_config_map m
      join ts_token_type(t.cfgparser) k on k.tokid = m.maptokentype
      where m.mapcfg = t.oid
      group by k.alias
    ) m
  ) as mappings
from pg_ts_config t
join pg_namespace n on n.oid = t.cfgnamespace
join pg_ts_parser p on p.oid = t.cfgparser
join pg_namespace pn on pn.oid = p.prsnamespace
left join pg_description d on d.objoid = t.oid and d.classoid = t.tableoid and d.objsubid = 0
where t.oid = any (:'ids'::oid[])
