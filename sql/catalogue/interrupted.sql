-- Revisions whose statements have been begun and that are not recorded yet, and where each of them is to go on.
select
  revision,
  direction,
  least(
    pg_catalog.max(position)
      operator(pg_catalog.+) case when pg_catalog.bool_and(finished_at is not null) then 1 else 0 end,
    pg_catalog.max(total)
  ) as statement,
  pg_catalog.max(total) as total,
  pg_catalog.to_json(pg_catalog.min(started_at)) operator(pg_catalog.#>>) '{}' as since
from :"schema".step
group by revision, direction
order by pg_catalog.min(started_at)
