-- For those who hold the advisory lock: a lease that has expired, and of which no step runs, stands in nobody's way.
delete from :"schema".lease
where id operator(pg_catalog.=) (
  select l.id from :"schema".lease l
  where l.expires_at operator(pg_catalog.<=) pg_catalog.clock_timestamp()
  for update skip locked
)
