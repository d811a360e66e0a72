-- The edges of an applied revision whose header has changed, as far as their other ends are applied.
delete from :"schema".edge where child operator(pg_catalog.=) :'revision';
insert into :"schema".edge (child, parent, kind)
select :'revision', p, 'parent' from pg_catalog.unnest(:'parents'::pg_catalog.text[]) p
union all
select :'revision', d, 'depends' from pg_catalog.unnest(:'depends'::pg_catalog.text[]) d
