-- revision: 1a5ddc7a035e
-- parents: e1f72e101d7b
-- message: Move the daily goal into a column
-- created: 2026-10-08T14:22:41Z
-- lock-timeout: 2s

alter table settings
  add column daily_goal integer constraint settings_daily_goal_check check (daily_goal between 1 and 500);

comment on column settings.daily_goal is 'Cards a day that the person wants to study; null for no goal.';

-- No person changes anything here, so updated_at has to stay. The lock of the statement before is held
-- to the end: nobody else sees the table without its trigger.
alter table settings disable trigger settings_set_updated_at;

-- One row a person: small enough for one statement. What the column could not hold (a word, a fraction,
-- a goal of 0) is left where it is, so that nothing is lost on the way here or back.
update settings
set
  daily_goal = (preferences ->> 'daily_goal')::numeric,
  preferences = preferences - 'daily_goal'
where preferences @? 'strict $.daily_goal ? (@ >= 1 && @ <= 500 && @ == @.floor())';

alter table settings enable trigger settings_set_updated_at;
