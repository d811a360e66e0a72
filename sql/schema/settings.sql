-- With this path every name in our own queries is the catalogue's, whatever a script planted, and every name in what
-- the server writes comes with its schema. The other settings are those that its texts depend on. `local`: they end
-- with the transaction.
select pg_catalog.count(pg_catalog.set_config(s.name, s.value, :'local'::pg_catalog.bool))
from (
  values
    ('search_path', 'pg_catalog, pg_temp'),
    ('client_encoding', 'UTF8'),
    ('standard_conforming_strings', 'on'),
    ('quote_all_identifiers', 'off'),
    ('datestyle', 'ISO, MDY'),
    ('intervalstyle', 'postgres'),
    ('timezone', 'UTC'),
    ('extra_float_digits', '1'),
    ('bytea_output', 'hex'),
    ('xmlbinary', 'base64'),
    ('lc_monetary', 'C'),
    ('jit', 'off'),
    ('statement_timeout', '0')
) as s (name, value)
