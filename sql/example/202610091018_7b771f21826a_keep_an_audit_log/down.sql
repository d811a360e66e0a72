drop trigger decks_record_audit on decks;
drop trigger users_record_audit on users;
drop table audit_log;
drop function refuse_rewrite();
drop function record_audit();
drop type audit_action;
