drop trigger jobs_wake_workers on jobs;
drop function wake_workers();
drop function claim_jobs(text, text, integer);
