-- Whether a step was committed: its event was written in the same transaction.
select exists (
  select from :"schema".event e
  where e.revision operator(pg_catalog.=) :'revision'
    and e.run operator(pg_catalog.=) :'run'::pg_catalog.uuid
    and e.kind operator(pg_catalog.=) :'kind'
) as committed
