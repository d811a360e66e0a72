-- Children that are still recorded make this fail before the script runs.
delete from :"schema".revision where id operator(pg_catalog.=) :'revision'
