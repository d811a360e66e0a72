-- revision: 6ff14a002e88
-- parents: 4cd46a3779b3
-- message: Claim jobs and wake their workers
-- created: 2026-10-15T15:03:57Z

-- Locks first, in a step of its own, and then changes what it has locked: as a subquery of the update
-- the limit could be run more than once, and lock more than was asked for.
create function claim_jobs(from_queue text, worker text, at_most integer default 1) returns setof jobs
language sql
as $$
  with next as materialized (
    select id
    from jobs
    where queue = from_queue and state = 'queued' and run_at <= now()
    order by priority desc, run_at, id
    limit at_most
    for update skip locked
  )
  update jobs
  set state = 'running', attempts = attempts + 1, locked_by = worker, locked_at = now()
  from next
  where jobs.id = next.id
  returning jobs.*
$$;

comment on function claim_jobs(text, text, integer) is
  'Gives a worker up to at_most jobs that are due; no two workers get the same one, and none waits for another.';

create function wake_workers() returns trigger
language plpgsql
as $$
begin
  perform pg_notify('jobs', queue) from (select distinct queue from added where run_at <= now()) as queues;
  return null;
end
$$;

comment on function wake_workers() is
  'Statement trigger, after insert on jobs: names each queue that has work on channel jobs, once.';

create trigger jobs_wake_workers
  after insert on jobs
  referencing new table as added
  for each statement execute function wake_workers();
