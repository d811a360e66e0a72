-- Not the connection, which holds a password. Only columns that everybody may read; where pg_subscription has no such
-- column yet, its name is that of a null further out.
select
  'subscription' as kind,
  'pg_subscription'::regclass::oid as class,
  s.oid as id,
  s.oid as unit,
  s.subname as name,
  quote_ident(s.subname) as qualified,
  pg_get_userbyid(s.subowner) as owner,
  d.description as comment,
  to_json(s.subpublications) as publications,
  case when not s.subenabled then false end as enabled,
  nullif(s.subbinary, false) as binary,
  nullif(
    case when s.substream::text in ('t', 'true') then 'on' when s.substream::text = 'p' then 'parallel' else 'off' end,
    case when current_setting('server_version_num')::integer >= 180000 then 'parallel' else 'off' end
  ) as streaming,
  nullif(s.subslotname, s.subname) as "slot name",
  nullif(s.subsynccommit, 'off') as "synchronous commit",
  case when o.subtwophasestate in ('p', 'e') then true end as "two phase",
  nullif(o.subdisableonerr, false) as "disable on error",
  nullif(o.suborigin, 'any') as origin,
  case when not o.subpasswordrequired then false end as "password required",
  nullif(o.subrunasowner, false) as "run as owner",
  nullif(o.subfailover, false) as failover
from pg_subscription s
cross join (
  select
    null::text as subtwophasestate, null::boolean as subdisableonerr, null::text as suborigin,
    null::boolean as subpasswordrequired, null::boolean as subrunasowner, null::boolean as subfailover
) older
cross join lateral (
  select subtwophasestate, subdisableonerr, suborigin, subpasswordrequired, subrunasowner, subfailover
  from pg_subscription x
  where x.oid = s.oid
) o
left join pg_description d
  on d.objoid = s.oid and d.classoid = 'pg_subscription'::regclass and d.objsubid = 0
where s.oid = any (:'ids'::oid[])
