-- lock-timeout: 2s

alter table cards drop column search;
