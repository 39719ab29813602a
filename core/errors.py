"""The root of the error tree, and the errors that all share.

Each feature owns the others, in the ``errors.py`` of its folder. A class's docstring is its default message,
one line of English for operators. What people read in chat is written in ``handlers/*/texts``; handlers
choose it by the error's class.
"""

from __future__ import annotations

import inspect


class NetraError(Exception):
    """Something in Netra went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((inspect.getdoc(type(self)) or "").split()))


class ConfigurationError(NetraError):
    """A setting is missing or wrong; `python -m bot check` says which and how to mend it."""


class KeyFileError(ConfigurationError):
    """A key file is missing, unreadable by its owner only, or not a key."""


class ModelMissingError(ConfigurationError):
    """The question model of this rulebook is not built; run `python -m bot rulebook build`."""


class SealError(NetraError):
    """Sealed data could not be opened: wrong key, wrong place, or changed data."""


class ReportError(NetraError):
    """A report could not be taken in or found."""


class TelegramCallError(NetraError):
    """A call to the Bot API failed."""


class FileTooLargeError(TelegramCallError):
    """Telegram lets a bot download files of at most 20 MB."""
