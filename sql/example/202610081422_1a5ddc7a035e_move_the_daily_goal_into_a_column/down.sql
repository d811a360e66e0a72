-- lock-timeout: 2s

alter table settings disable trigger settings_set_updated_at;

update settings
set preferences = preferences || jsonb_build_object('daily_goal', daily_goal)
where daily_goal is not null;

alter table settings enable trigger settings_set_updated_at;

alter table settings drop column daily_goal;
