-- Stops unless exactly those revisions are applied that the file was written for.
do $migraph$
declare
  expected constant pg_catalog.text[] := :'applied'::pg_catalog.text[];
  version constant pg_catalog.text[] := :'version'::pg_catalog.text[];
  lacking pg_catalog.text;
  besides pg_catalog.text;
  lacks pg_catalog.text;
  odd pg_catalog.text;
begin
  select
    pg_catalog.string_agg(t.name, ', ') filter (where c.oid is null),
    -- What stands behind a trigger or a policy would run with the rights of whoever runs this file.
    pg_catalog.string_agg(t.name, ', ') filter (
      where c.relkind operator(pg_catalog.<>) 'r' or c.relrowsecurity or c.relhasrules or c.relhassubclass
        or exists (
          select from pg_catalog.pg_trigger g
          where g.tgrelid operator(pg_catalog.=) c.oid and not g.tgisinternal
        )
    )
  into lacks, odd
  from pg_catalog.unnest(:'tables'::pg_catalog.text[]) t (name)
  left join pg_catalog.pg_namespace n on n.nspname operator(pg_catalog.=) :'schema'
  left join pg_catalog.pg_class c
    on c.relnamespace operator(pg_catalog.=) n.oid and c.relname operator(pg_catalog.=) t.name::pg_catalog.name;
  if lacks is not null then
    raise exception 'this database is not in the state that this file starts from'
      using detail = pg_catalog.concat('its ledger has no table ', lacks), hint = 'nothing was changed';
  end if;
  if odd is not null then
    raise exception 'what is in the ledger''s schema is no ledger of migraph'
      using
        detail = pg_catalog.concat('not plain tables without triggers, rules and row security: ', odd),
        hint = 'nothing was changed';
  end if;
  if exists (select id from :"schema".ledger_revision except select pg_catalog.unnest(version))
    or exists (select pg_catalog.unnest(version) except select id from :"schema".ledger_revision) then
    raise exception 'the ledger is that of another version of migraph'
      using hint = 'write the file anew with the version that this database is migrated with; nothing was changed';
  end if;
  select pg_catalog.string_agg(e.id, ', ') into lacking
  from (select pg_catalog.unnest(expected) as id except select id from :"schema".revision) e;
  select pg_catalog.string_agg(f.id, ', ') into besides
  from (
    select id from :"schema".revision
    except select pg_catalog.unnest(expected)
    -- What was squashed into a revision that is there counts as that one.
    except select pg_catalog.unnest(:'replaced'::pg_catalog.text[])
  ) f;
  if lacking is not null or besides is not null then
    raise exception 'this database is not in the state that this file starts from'
      using
        detail = pg_catalog.concat_ws('; ', 'not applied here: ' operator(pg_catalog.||) lacking, 'applied besides: ' operator(pg_catalog.||) besides),
        hint = 'write the file anew with --from and the revisions that are applied here; nothing was changed';
  end if;
  if exists (select from :"schema".step) then
    raise exception 'a revision was broken off here' using hint = 'look at it with migraph status; nothing was changed';
  end if;
end
$migraph$
