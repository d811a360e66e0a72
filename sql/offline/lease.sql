-- Those behind a pooler hold a lease instead of the lock, and one of them may have been here before the lock was taken.
do $migraph$
begin
  if exists (select from :"schema".lease) then
    raise exception 'another migraph holds the lock'
      using errcode = '55P03', hint = 'when it has ended, run this file again: nothing was changed';
  end if;
end
$migraph$
