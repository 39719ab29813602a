"""Words of the calendar, of reminders and of subscriptions, in Indonesian."""
