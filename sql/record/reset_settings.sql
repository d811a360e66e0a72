reset session authorization;
reset role;
reset all;
-- Outside of the transactions that we begin as read write, the session does not write: see lock/read_only.sql.
set default_transaction_read_only = on
