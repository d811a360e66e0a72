-- The ledger's whole applied set with its edges, without the texts.
select
  r.id,
  r.message,
  pg_catalog.to_json(r.labels) as labels,
  pg_catalog.to_json(r.created) operator(pg_catalog.#>>) '{}' as created,
  coalesce(e.parents, '[]') as parents,
  coalesce(e.depends, '[]') as depends,
  r.up_checksum,
  r.down_checksum,
  r.verify_checksum,
  r.up_raw,
  r.down_raw,
  r.verify_raw,
  r.applied_by,
  pg_catalog.to_json(r.applied_at) operator(pg_catalog.#>>) '{}' as applied_at,
  (
    select v.duration_ms
    from :"schema".event v
    where v.revision operator(pg_catalog.=) r.id and v.kind operator(pg_catalog.=) 'up' and not r.stamped
    order by v.id desc
    limit 1
  ) as duration_ms,
  r.stamped
from :"schema".revision r
left join (
  select
    child,
    pg_catalog.json_agg(parent order by parent) filter (where kind operator(pg_catalog.=) 'parent') as parents,
    pg_catalog.json_agg(parent order by parent) filter (where kind operator(pg_catalog.=) 'depends') as depends
  from :"schema".edge
  group by child
) e on e.child operator(pg_catalog.=) r.id
order by r.applied_order
