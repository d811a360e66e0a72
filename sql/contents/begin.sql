-- Values are written as text alike whatever the role or the database says of their form; and no row is held back.
begin isolation level repeatable read read only;
set local row_security = off;
set local search_path = '';
set local timezone = 'UTC';
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'iso_8601';
set local bytea_output = 'hex';
set local extra_float_digits = 1
