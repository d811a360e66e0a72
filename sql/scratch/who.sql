select
  current_user::text as owner,
  (select json_agg(rolname order by rolname collate "C") from pg_catalog.pg_roles) as roles
