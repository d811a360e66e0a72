-- Revisions that were squashed into one go with it, or give way to it: what is tied to them is tied to that one then.
insert into :"schema".edge (child, parent, kind)
select distinct e.child, :'revision', e.kind
from :"schema".edge e
where e.parent operator(pg_catalog.=) any (:'replaced'::pg_catalog.text[])
  and e.child operator(pg_catalog.<>) all (:'replaced'::pg_catalog.text[])
  and e.child operator(pg_catalog.<>) :'revision'
  and exists (select from :"schema".revision r where r.id operator(pg_catalog.=) :'revision')
on conflict do nothing;
delete from :"schema".edge where parent operator(pg_catalog.=) any (:'replaced'::pg_catalog.text[]);
delete from :"schema".revision where id operator(pg_catalog.=) any (:'replaced'::pg_catalog.text[])
