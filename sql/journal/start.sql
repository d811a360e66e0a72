-- Before a statement that cannot be in one transaction with its mark. One that is finished stays so.
with marked as (
  insert into :"schema".step as s (revision, direction, position, total, checksum, statement, line, run, before)
  values (
    :'revision', :'direction', :'position', :'total', :'checksum', :'statement', :'line', :'run'::pg_catalog.uuid,
    :'before'::pg_catalog.jsonb
  )
  on conflict (revision, direction, position) do update set
    total = excluded.total,
    checksum = excluded.checksum,
    statement = excluded.statement,
    line = excluded.line,
    run = excluded.run,
    pid = excluded.pid,
    before = excluded.before,
    started_at = excluded.started_at,
    error = null
  where s.finished_at is null
  returning position
)
select 1 operator(pg_catalog./) pg_catalog.count(*) as found from marked
