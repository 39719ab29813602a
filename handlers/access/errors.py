"""What is wrong with a declaration: found when the program starts, never while people talk to it."""

from __future__ import annotations

from core.errors import NetraError


class DeclarationError(NetraError):
    """A command is declared as Telegram, or another command, does not allow."""
