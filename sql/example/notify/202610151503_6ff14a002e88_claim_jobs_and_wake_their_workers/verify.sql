insert into jobs (queue, kind, priority, run_at)
values
  ('verify_only', 'second', 0, now()),
  ('verify_only', 'first', 1, now()),
  ('verify_only', 'later', 2, now() + interval '1 hour');

select (select kind = 'first' from claim_jobs('verify_only', 'worker 1')) as the_most_urgent_goes_first;
select (select kind = 'second' from claim_jobs('verify_only', 'worker 2')) as a_job_is_claimed_once;
select not exists (select from claim_jobs('verify_only', 'worker 3', 10)) as a_job_waits_for_its_time;

select
  (
    select locked_by = 'worker 1' and locked_at = now() and attempts = 1
    from jobs
    where queue = 'verify_only' and kind = 'first'
  ) as the_worker_is_written_down,
  exists (
    select
    from pg_trigger
    where tgrelid = to_regclass('jobs') and tgname = 'jobs_wake_workers' and tgenabled = 'O'
  ) as workers_are_woken;
