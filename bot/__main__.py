"""``python -m bot``. Light on purpose: worker processes import this module again."""

from __future__ import annotations

if __name__ == "__main__":
    from bot.cli import main  # only in the real start: a spawned worker must not load the whole bot

    main()
