-- revision: f1247185e82d
-- parents: 7b771f21826a
-- message: Create the job queue
-- created: 2026-10-12T13:26:48Z
-- labels: notify

create type job_state as enum ('queued', 'running', 'done', 'failed');

-- Rows come and go all day: vacuum by the row, not when a fifth of the table is dead.
create table jobs (
  id uuid primary key default gen_random_uuid(),
  queue text not null default 'default',
  kind text not null,
  payload jsonb not null default '{}',
  state job_state not null default 'queued',
  priority smallint not null default 0,
  run_at timestamptz not null default now(),
  attempts smallint not null default 0,
  max_attempts smallint not null default 5,
  dedupe_key text,
  locked_by text,
  locked_at timestamptz,
  finished_at timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint jobs_queue_check check (queue ~ '^[a-z][a-z0-9_]*$'),
  constraint jobs_kind_check check (kind ~ '^[a-z][a-z0-9_]*$'),
  constraint jobs_payload_check check (jsonb_typeof(payload) = 'object'),
  -- A job that has no attempt left is failed, never queued: claiming it would have to fail.
  constraint jobs_attempts_check check (
    attempts between 0 and case state when 'queued' then max_attempts - 1 else max_attempts end
  ),
  constraint jobs_locked_check check (num_nonnulls(locked_by, locked_at) = case state when 'running' then 2 else 0 end),
  constraint jobs_finished_at_check check ((finished_at is not null) = (state in ('done', 'failed')))
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);

-- In the order in which workers take them: this index is the queue.
create index jobs_queued_idx on jobs (queue, priority desc, run_at, id) where state = 'queued';

-- Jobs whose worker has died are found by the age of their lock.
create index jobs_running_idx on jobs (locked_at) where state = 'running';

-- Whoever asks twice gets one job, also when the first is done already.
create unique index jobs_dedupe_key on jobs (kind, dedupe_key) where dedupe_key is not null;

create trigger jobs_set_updated_at
  before update on jobs
  for each row execute function set_updated_at();

comment on table jobs is 'Work to be done outside of the request that asked for it.';
comment on column jobs.priority is 'Higher goes first.';
comment on column jobs.dedupe_key is 'At most one job of a kind has the same key; null for as many as are asked for.';
