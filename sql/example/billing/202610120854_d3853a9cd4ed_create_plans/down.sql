drop table plans;
drop type billing_period;
