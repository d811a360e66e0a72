delete from :"schema".edge where child operator(pg_catalog.=) :'revision'
