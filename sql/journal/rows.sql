select
  direction,
  position,
  total,
  checksum,
  statement,
  line,
  pid,
  before,
  pg_catalog.to_json(started_at) operator(pg_catalog.#>>) '{}' as started_at,
  finished_at is not null as finished,
  error
from :"schema".step
where revision operator(pg_catalog.=) :'revision'
order by direction, position
