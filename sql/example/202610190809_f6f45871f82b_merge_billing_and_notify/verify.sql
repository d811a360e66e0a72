select
  to_regclass('invoices') is not null as billing_is_there,
  to_regclass('notifications') is not null as notify_is_there;
