"""``python -m bot``."""

from __future__ import annotations

if __name__ == "__main__":
    from bot.cli import main  # only in the real start: whoever imports this module does not start the bot

    main()
