"""Why the program can't start, or ended."""

from __future__ import annotations

from core.errors import NetraError


class AlreadyRunningError(NetraError):
    """Another process already runs this bot; stop it first, then start again."""


class BusyInstallationError(NetraError):
    """A bot of this installation is running; stop all of them first, then try again."""


class PollingEndedError(NetraError):
    """The bot stopped asking Telegram for updates though nobody told it to; start it again, report this."""
