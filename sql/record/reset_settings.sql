reset session authorization;
reset role;
reset all;
-- Outside of the transactions that we begin as read write, the session does not write: see lock/read_only.sql.
set default_transaction_read_only = on;
-- Else the server hears that we were killed only when the statement ends that it runs, and keeps our lock until then. Not
-- every operating system can tell, and where none can the setting is refused.
select pg_catalog.set_config('client_connection_check_interval', '1000', false)
where pg_catalog.version() operator(pg_catalog.~~) '%linux%'
