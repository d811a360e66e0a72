grant :"role" to current_user;
alter database :"name" owner to :"role"
