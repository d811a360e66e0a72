-- Puts back what was found, and takes away what the script has left in the process, as others will use it next.
reset session authorization;
reset role;
close all;
do $migraph$
declare
  found pg_catalog.json := case
    when pg_catalog.current_setting('migraph.found', true) operator(pg_catalog.<>) ''
    then pg_catalog.current_setting('migraph.found')::pg_catalog.json
  end;
  leftover pg_catalog.text;
begin
  reset all;
  perform pg_catalog.set_config(f.key, f.value, false) from pg_catalog.json_each_text(found) f;
  for leftover in
    select p.name from pg_catalog.pg_prepared_statements p
    where p.from_sql and p.prepare_time operator(pg_catalog.>=) pg_catalog.transaction_timestamp()
  loop
    execute pg_catalog.format('deallocate %I', leftover);
  end loop;
  begin
    discard temp;
  exception
    -- A table with checks to come cannot be dropped before COMMIT.
    when object_in_use then null;
  end;
end
$migraph$
