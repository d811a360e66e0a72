-- Children that are still recorded make this fail before the script runs; a rival that was faster makes the division
-- fail, which finds no row.
with gone as (
  delete from :"schema".revision where id operator(pg_catalog.=) :'revision' returning id
)
select 1 operator(pg_catalog./) pg_catalog.count(*) as found from gone
