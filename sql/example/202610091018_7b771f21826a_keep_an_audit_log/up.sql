-- revision: 7b771f21826a
-- parents: 1a5ddc7a035e
-- message: Keep an audit log
-- created: 2026-10-09T10:18:26Z

create type audit_action as enum ('insert', 'update', 'delete');

-- No foreign keys: the log outlives the rows and the people it speaks of. A number for a key, where
-- everything else has a uuid, because the order of the entries is what the log is for.
create table audit_log (
  id bigint generated always as identity primary key,
  occurred_at timestamptz not null default now(),
  actor_id uuid,
  action audit_action not null,
  table_name text not null,
  row_id uuid not null,
  old_row jsonb,
  new_row jsonb,
  constraint audit_log_old_row_check check ((old_row is null) = (action = 'insert')),
  constraint audit_log_new_row_check check ((new_row is null) = (action = 'delete'))
);

create index audit_log_row_idx on audit_log (row_id, id desc);
create index audit_log_actor_idx on audit_log (actor_id, id desc) where actor_id is not null;

-- Entries are written in the order of their time: a block range index is a few kilobytes where a tree
-- would be the size of the log.
create index audit_log_occurred_at_idx on audit_log using brin (occurred_at);

comment on table audit_log is 'Who changed what, when. Rows are added by record_audit() and never changed.';
comment on column audit_log.actor_id is
  'The setting app.user_id of the session that made the change; null for a job or a person at psql.';

create function record_audit() returns trigger
language plpgsql
as $$
declare
  -- The trigger's arguments name the columns that stay out of the log.
  left_out constant text[] := coalesce(tg_argv, '{}');
  old_row constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - left_out end;
  new_row constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - left_out end;
begin
  insert into audit_log (actor_id, action, table_name, row_id, old_row, new_row)
  values (
    nullif(current_setting('app.user_id', true), '')::uuid,
    lower(tg_op)::audit_action,
    tg_table_name,
    (coalesce(new_row, old_row) ->> 'id')::uuid,
    old_row,
    new_row
  );
  return null;
end
$$;

comment on function record_audit() is
  'Row trigger, after insert, update or delete, for tables whose key is a uuid named id: adds an entry to audit_log.';

create function refuse_rewrite() returns trigger
language plpgsql
as $$
begin
  raise exception '% only grows', tg_table_name
    using
      errcode = 'object_not_in_prerequisite_state',
      hint = 'The owner of the table can disable the trigger where old entries have to go.';
end
$$;

comment on function refuse_rewrite() is 'Statement trigger, before update, delete or truncate: refuses it.';

create trigger audit_log_refuse_rewrite
  before update or delete or truncate on audit_log
  for each statement execute function refuse_rewrite();

-- An address is personal, and has to be forgotten when its owner asks.
create trigger users_record_audit
  after insert or update or delete on users
  for each row execute function record_audit('email');

create trigger decks_record_audit
  after insert or update or delete on decks
  for each row execute function record_audit();
