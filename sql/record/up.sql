-- Recorded before the script runs, in its transaction: a rival that applies the same revision collides at once.
insert into :"schema".revision
  (id, message, labels, created, up_sql, down_sql, verify_sql, up_checksum, down_checksum, verify_checksum, stamped)
values (
  :'revision', :'message', :'labels'::pg_catalog.text[], :'created'::pg_catalog.timestamptz,
  :'up_sql', :'down_sql', :'verify_sql', :'up_checksum', :'down_checksum', :'verify_checksum', :'stamped'
);
insert into :"schema".edge (child, parent, kind)
select :'revision', p, 'parent' from pg_catalog.unnest(:'parents'::pg_catalog.text[]) p
union all
select :'revision', d, 'depends' from pg_catalog.unnest(:'depends'::pg_catalog.text[]) d
union all
-- Children that are applied already: this revision was put between, or runs out of order.
select c, :'revision', 'parent' from pg_catalog.unnest(:'children'::pg_catalog.text[]) c
union all
select c, :'revision', 'depends' from pg_catalog.unnest(:'dependents'::pg_catalog.text[]) c
