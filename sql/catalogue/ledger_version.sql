select id from :"schema".ledger_revision
