insert into :"schema".step as s (revision, direction, position, total, checksum, statement, line, run, error)
values (
  :'revision', :'direction', :'position', :'total', :'checksum', :'statement', :'line', :'run'::pg_catalog.uuid,
  :'error'::pg_catalog.jsonb
)
on conflict (revision, direction, position) do update set
  total = excluded.total,
  checksum = excluded.checksum,
  statement = excluded.statement,
  line = excluded.line,
  error = excluded.error
where s.finished_at is null
