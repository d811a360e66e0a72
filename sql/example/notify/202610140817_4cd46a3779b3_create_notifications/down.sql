drop table notifications;
drop function enqueue_delivery();
