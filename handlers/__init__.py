"""What people see in Telegram, thin, by column; the words stand in ``texts`` beside what says them."""
