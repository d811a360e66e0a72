-- What is on disk takes the place of what was run. A revision that is not recorded any more makes the division fail.
with repaired as (
  update :"schema".revision
  set
    message = :'message',
    labels = :'labels'::pg_catalog.text[],
    created = :'created'::pg_catalog.timestamptz,
    up_sql = :'up_sql',
    down_sql = :'down_sql',
    verify_sql = :'verify_sql',
    up_checksum = :'up_checksum',
    down_checksum = :'down_checksum',
    verify_checksum = :'verify_checksum',
    up_raw = :'up_raw',
    down_raw = :'down_raw',
    verify_raw = :'verify_raw'
  where id operator(pg_catalog.=) :'revision'
  returning id
)
select 1 operator(pg_catalog./) pg_catalog.count(*) as found from repaired
