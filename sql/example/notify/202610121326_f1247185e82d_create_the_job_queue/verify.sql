insert into jobs (id, kind, dedupe_key, updated_at)
values ('00000000-0000-4000-8000-00000000000f', 'verify', 'once', '2000-01-01');

do $$
begin
  insert into jobs (kind, dedupe_key) values ('verify', 'once');
  raise exception 'the same job was queued twice';
exception
  when unique_violation then null;
end
$$;

do $$
begin
  update jobs set state = 'running' where id = '00000000-0000-4000-8000-00000000000f';
  raise exception 'a job runs that no worker holds';
exception
  when check_violation then null;
end
$$;

do $$
begin
  update jobs set attempts = max_attempts where id = '00000000-0000-4000-8000-00000000000f';
  raise exception 'a job without an attempt left is queued';
exception
  when check_violation then null;
end
$$;

update jobs set state = 'done', finished_at = now() where id = '00000000-0000-4000-8000-00000000000f';

select
  (
    select updated_at = now() from jobs where id = '00000000-0000-4000-8000-00000000000f'
  ) as updated_at_follows_an_update,
  (
    select indisvalid and pg_get_expr(indpred, indrelid) like '(state = ''queued''%'
    from pg_index
    where indexrelid = to_regclass('jobs_queued_idx')
  ) as the_index_of_queued_jobs_is_partial,
  (
    select indisvalid and pg_get_expr(indpred, indrelid) like '(state = ''running''%'
    from pg_index
    where indexrelid = to_regclass('jobs_running_idx')
  ) as the_index_of_running_jobs_is_partial;
