drop table users;
drop type user_role;
