select id, up_sql, down_sql, verify_sql
from :"schema".revision
where id operator(pg_catalog.=) any (:'revisions'::pg_catalog.text[])
