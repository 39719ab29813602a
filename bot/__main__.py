"""``python -m bot``, and the command ``netra`` of an installed one."""

from __future__ import annotations

from core.process import begin_anew_overwriting


def main() -> None:
    """Starts the program."""
    begin_anew_overwriting()  # before anything else is imported: it starts from the beginning

    from bot.cli.entry import main  # noqa: PLC0415 - only in the real start: who imports this starts no bot

    main()


if __name__ == "__main__":
    main()
