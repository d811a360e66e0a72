-- The owner of a database may make schemas in it, and objects in its public schema.
alter database :"name" owner to :"role"
