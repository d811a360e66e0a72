-- What is counted changes from phase to phase.
select
  phase,
  case
    when blocks_total operator(pg_catalog.>) 0 then blocks_done
    when tuples_total operator(pg_catalog.>) 0 then tuples_done
    when lockers_total operator(pg_catalog.>) 0 then lockers_done
  end::pg_catalog.float8 as done,
  case
    when blocks_total operator(pg_catalog.>) 0 then blocks_total
    when tuples_total operator(pg_catalog.>) 0 then tuples_total
    when lockers_total operator(pg_catalog.>) 0 then lockers_total
  end::pg_catalog.float8 as of
from pg_catalog.pg_stat_progress_create_index
where pid operator(pg_catalog.=) :'pid'::pg_catalog.int4
