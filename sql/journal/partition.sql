select i.inhdetachpending as pending
from pg_catalog.pg_inherits i
where i.inhrelid operator(pg_catalog.=) pg_catalog.to_regclass(:'partition')
  and i.inhparent operator(pg_catalog.=) pg_catalog.to_regclass(:'table')
