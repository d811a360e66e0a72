drop table ledger_revision, lease, step, event, edge, revision;
