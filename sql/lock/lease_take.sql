-- Takes the lease if there is none, or an expired one whose row is not locked: a step that runs keeps it locked, and is
-- then not to be disturbed, whatever the clock says. Never waits for a step.
with taken_over as (
  update :"schema".lease
  set
    holder = :'holder'::pg_catalog.uuid,
    role = session_user,
    client = :'client',
    application = :'application',
    acquired_at = pg_catalog.clock_timestamp(),
    heartbeat_at = pg_catalog.clock_timestamp(),
    expires_at = pg_catalog.clock_timestamp()
      operator(pg_catalog.+) pg_catalog.make_interval(secs => :'seconds'::pg_catalog.float8)
  where id operator(pg_catalog.=) (
      select l.id from :"schema".lease l
      where l.expires_at operator(pg_catalog.<=) pg_catalog.clock_timestamp()
      for update skip locked
    )
    and coalesce(pg_catalog.current_setting('migraph.alone', true), '') operator(pg_catalog.<>) 'false'
  returning id
),
made as (
  insert into :"schema".lease (holder, client, application, expires_at)
  select
    :'holder'::pg_catalog.uuid,
    :'client',
    :'application',
    pg_catalog.clock_timestamp()
      operator(pg_catalog.+) pg_catalog.make_interval(secs => :'seconds'::pg_catalog.float8)
  where not exists (select from :"schema".lease)
    and coalesce(pg_catalog.current_setting('migraph.alone', true), '') operator(pg_catalog.<>) 'false'
  on conflict (id) do nothing
  returning id
)
select exists (select from taken_over union all select from made) as taken
