"""A local Bot API server and a chat page: talk with the bot without Telegram. Imports nothing of ours."""
