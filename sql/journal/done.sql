-- Somebody has looked, and says so.
update :"schema".step
set finished_at = pg_catalog.clock_timestamp(), error = null
where revision operator(pg_catalog.=) :'revision'
  and direction operator(pg_catalog.=) :'direction'
  and position operator(pg_catalog.=) :'position'
  and finished_at is null
