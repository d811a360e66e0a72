-- Of the only index of the empty copy.
select i.indisunique as is_unique, pg_catalog.pg_get_indexdef(i.indexrelid) as definition
from pg_catalog.pg_index i
where i.indrelid operator(pg_catalog.=) pg_catalog.to_regclass(:'table')
