-- revision: ledger_0001
-- parents: none
-- message: What is applied, how it hangs together, and what happened
-- created: 2026-11-21T00:00:00Z

-- Run with search_path set to the ledger's schema, which is configurable.

-- What is applied now.
create table revision (
  id text primary key check (id ~ '^[A-Za-z0-9_]{1,64}$'),
  message text not null,
  labels text[] not null,
  created timestamptz,
  -- As run, or as stamped; null when the revision is secret, or has no such script.
  up_sql text,
  down_sql text,
  verify_sql text,
  -- Of what the SQL means, as algorithm:hex.
  up_checksum text not null,
  down_checksum text not null,
  verify_checksum text,
  -- Of the file's bytes, as algorithm:hex: where these are the same nothing needs to be parsed.
  up_raw text not null,
  down_raw text not null,
  verify_raw text,
  applied_by text not null default session_user,
  applied_at timestamptz not null default clock_timestamp(),
  stamped boolean not null,
  applied_order bigint generated always as identity
);

-- A child cannot be recorded before its parents, nor a parent be removed before its children.
create table edge (
  child text not null references revision (id) on delete cascade,
  parent text not null references revision (id),
  kind text not null check (kind in ('parent', 'depends')),
  primary key (child, parent, kind)
);
create index edge_parent on edge (parent);

-- What happened, never changed afterwards. Revisions come and go, so nothing refers to them from here.
create table event (
  id bigint generated always as identity primary key,
  happened_at timestamptz not null default clock_timestamp(),
  kind text not null check (kind in ('up', 'down', 'stamp', 'unstamp', 'reparent', 'repair', 'verify', 'unlock', 'failure')),
  revision text,
  direction text check (direction in ('up', 'down')),
  run uuid not null,
  role text not null default session_user,
  client text not null,
  tool_version text not null,
  duration_ms double precision,
  error jsonb,
  detail jsonb,
  -- Of the transaction that wrote it, which is that of the script.
  xid xid8 not null default pg_current_xact_id(),
  -- Refers to no event while a script runs, and is null when it is through: a COMMIT in between is refused.
  unfinished bigint constraint event_unfinished references event (id) deferrable initially deferred
);
create index event_revision on event (revision);

-- Statements of a revision that runs outside a transaction, from its first one until the revision is recorded.
create table step (
  revision text not null,
  direction text not null check (direction in ('up', 'down')),
  -- From 1, of so many.
  position integer not null,
  total integer not null,
  checksum text not null,
  -- Null when the revision is secret.
  statement text,
  line integer not null,
  run uuid not null,
  -- Of the server's process that runs it.
  pid integer not null default pg_backend_pid(),
  -- Null where the statement and its mark are one transaction; else who began it, and what was there before.
  before jsonb,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  error jsonb,
  primary key (revision, direction, position)
);

-- Who migrates, where a lock of the session's own is not to be had: behind a transaction pooler. One row at most.
create table lease (
  id integer primary key default 1 check (id = 1),
  holder uuid not null,
  role text not null default session_user,
  client text not null,
  application text not null,
  acquired_at timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);

-- Which revisions of this schema itself are applied.
create table ledger_revision (
  id text primary key,
  applied_at timestamptz not null default clock_timestamp(),
  tool_version text not null
);
