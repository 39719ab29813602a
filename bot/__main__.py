"""``python -m bot``."""

from __future__ import annotations

from core.process import begin_anew_overwriting

if __name__ == "__main__":
    begin_anew_overwriting()  # before anything else is imported: it starts from the beginning

    from bot.cli import main  # only in the real start: whoever imports this module does not start the bot

    main()
