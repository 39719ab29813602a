"""Elections, the reminders that follow from them, and who subscribed."""
