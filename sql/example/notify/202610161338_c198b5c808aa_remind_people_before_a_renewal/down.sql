drop function enqueue_renewal_reminders(interval);
