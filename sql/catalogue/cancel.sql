-- Behind a pooler a process serves others as soon as our transaction is over: only while it is ours.
select pg_catalog.pg_cancel_backend(a.pid)
from pg_catalog.pg_stat_activity a
where a.pid operator(pg_catalog.=) :'pid'::pg_catalog.int4
  and a.backend_xid operator(pg_catalog.=) :'xid'::pg_catalog.xid
