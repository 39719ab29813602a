"""Every word the bot says, in Indonesian: one module per journey."""
