insert into :"schema".event (kind, revision, direction, run, client, tool_version, error, detail, unfinished)
values (
  :'kind', :'revision', :'direction', :'run'::pg_catalog.uuid, :'client', :'tool_version',
  :'error'::pg_catalog.jsonb, :'detail'::pg_catalog.jsonb, :'unfinished'::pg_catalog.int8
)
