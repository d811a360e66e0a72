delete from :"schema".step
where revision operator(pg_catalog.=) :'revision'
  and direction operator(pg_catalog.=) :'direction'
  and position operator(pg_catalog.=) :'position'
  and finished_at is null
