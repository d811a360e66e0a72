-- Every role of the server, and what its maker has said of it.
select r.rolname as name, pg_catalog.shobj_description(r.oid, 'pg_authid') as mark
from pg_catalog.pg_roles r
