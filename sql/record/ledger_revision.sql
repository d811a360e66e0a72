insert into :"schema".ledger_revision (id, tool_version) values (:'revision', :'tool_version')
