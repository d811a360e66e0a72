-- Recorded before the script runs, in its transaction: a rival that applies the same revision collides at once.
insert into :"schema".revision
  (
    id, message, labels, created, up_sql, down_sql, verify_sql,
    up_checksum, down_checksum, verify_checksum, up_raw, down_raw, verify_raw, stamped
  )
values (
  :'revision', :'message', :'labels'::pg_catalog.text[], :'created'::pg_catalog.timestamptz,
  :'up_sql', :'down_sql', :'verify_sql', :'up_checksum', :'down_checksum', :'verify_checksum',
  :'up_raw', :'down_raw', :'verify_raw', :'stamped'
)
