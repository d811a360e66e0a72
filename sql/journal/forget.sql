delete from :"schema".step where revision operator(pg_catalog.=) :'revision'
