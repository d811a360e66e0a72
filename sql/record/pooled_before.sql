-- Behind a pooler others use this process before us and after us. What they have set is kept for them while the script
-- starts as if it had been alone; but for what a pooler keeps for each of its clients, which is ours. Settings with a dot
-- in their names the server does not list: those end here, as another's might be somebody's identity.
reset session authorization;
reset role;
do $migraph$
declare
  found pg_catalog.json := (
    select pg_catalog.json_object_agg(s.name, s.setting)
    from pg_catalog.pg_settings s
    where s.source operator(pg_catalog.=) 'session' and s.name operator(pg_catalog.!~) '^migraph[.]'
  );
begin
  reset all;
  -- A script whose client has gone is not to run to its end. Not every operating system can tell.
  begin
    perform pg_catalog.set_config('client_connection_check_interval', '2000', true);
  exception
    when others then null;
  end;
  perform pg_catalog.set_config('migraph.found', coalesce(found::pg_catalog.text, '{}'), true);
  perform pg_catalog.set_config(f.key, f.value, false)
  from pg_catalog.json_each_text(found) f
  where f.key operator(pg_catalog.=) any (
    array['application_name', 'client_encoding', 'DateStyle', 'IntervalStyle', 'TimeZone', 'standard_conforming_strings']
  );
end
$migraph$;
close all;
discard temp
