-- The process that runs a step of that holder, while it does: behind a pooler it serves others too.
select pg_catalog.pg_terminate_backend(a.pid) as ended
from :"schema".lease l
join pg_catalog.pg_stat_activity a on a.backend_xid operator(pg_catalog.=) l.xmax
where l.holder operator(pg_catalog.=) :'holder'::pg_catalog.uuid
