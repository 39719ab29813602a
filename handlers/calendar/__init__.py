"""Elections, reminders and subscriptions."""
