-- Whether we may make databases.
select r.rolcreatedb or r.rolsuper as may_create
from pg_catalog.pg_roles r
where r.rolname operator(pg_catalog.=) current_user
