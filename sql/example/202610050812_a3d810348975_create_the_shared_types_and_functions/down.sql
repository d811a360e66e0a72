drop function set_updated_at();
drop domain email_address;
