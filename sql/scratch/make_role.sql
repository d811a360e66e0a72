create role :"name" nologin;
comment on role :"name" is :'mark'
