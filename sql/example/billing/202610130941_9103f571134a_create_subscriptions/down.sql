drop table subscriptions;
drop type subscription_status;
