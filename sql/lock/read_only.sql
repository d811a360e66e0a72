-- While we hold the lock the session writes only in transactions that say so: what a script does behind a ROLLBACK of its
-- own, or after a BEGIN that did not come about, is refused by the server.
set default_transaction_read_only = on
