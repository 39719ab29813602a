"""What people see in Telegram: one module per journey, thin; every text the bot says is in handlers/texts."""
