-- Not while a step of that holder runs.
delete from :"schema".lease
where id operator(pg_catalog.=) (
  select l.id from :"schema".lease l
  where l.holder operator(pg_catalog.=) :'holder'::pg_catalog.uuid
  for update skip locked
)
