drop table jobs;
drop type job_state;
