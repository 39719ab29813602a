"""What the bot does, with no Telegram in it. Services return frozen data, never table rows."""
