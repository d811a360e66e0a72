select up_sql, down_sql, verify_sql from :"schema".revision where id operator(pg_catalog.=) :'revision'
