-- What a run has completed and committed: an event is completed in the transaction of its step.
select e.revision, e.kind
from :"schema".event e
where e.run operator(pg_catalog.=) :'run'::pg_catalog.uuid
  and (e.duration_ms is not null or e.kind operator(pg_catalog.=) any (array['stamp', 'unstamp', 'repair']::pg_catalog.text[]))
order by e.id
