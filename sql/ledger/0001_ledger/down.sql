drop table ledger_revision, step, event, edge, revision;
