-- With this path every name in our own queries is the catalogue's, whatever a script planted, and every name in what
-- the server writes comes with its schema. The other settings are those that its texts depend on.
begin transaction isolation level repeatable read read only;
set local search_path to pg_catalog, pg_temp;
set local client_encoding to 'UTF8';
set local standard_conforming_strings to on;
set local quote_all_identifiers to off;
set local datestyle to 'ISO, MDY';
set local intervalstyle to 'postgres';
set local timezone to 'UTC';
set local extra_float_digits to 1;
set local bytea_output to 'hex';
set local xmlbinary to 'base64';
set local lc_monetary to 'C';
set local jit to off;
set local statement_timeout to 0
