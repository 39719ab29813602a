"""Campaign calendar, reminders, subscribers."""
