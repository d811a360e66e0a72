do $migraph$
begin
  if not (
    pg_catalog.pg_try_advisory_lock(:'key'::pg_catalog.int8) and pg_catalog.pg_try_advisory_lock(:'key'::pg_catalog.int8)
  ) then
    raise exception 'another migraph holds the lock'
      using errcode = '55P03', hint = 'when it has ended, run this file again: nothing was changed';
  end if;
end
$migraph$
