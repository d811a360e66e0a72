-- revision: a3d810348975
-- parents: none
-- message: Create the shared types and functions
-- created: 2026-10-05T08:12:37Z

-- One meaning of "address" for every table that holds one. It refuses only what cannot be an address:
-- whether mail arrives is known when it has been sent.
create domain email_address as text
  constraint email_address_check check (value ~ '^[^@[:space:]]+@[^@[:space:]]+$' and length(value) <= 254);

comment on domain email_address is 'A mail address, in the spelling its owner typed.';

create function set_updated_at() returns trigger
language plpgsql
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

comment on function set_updated_at() is
  'Row trigger, before update: stamps updated_at with the time of the transaction.';
