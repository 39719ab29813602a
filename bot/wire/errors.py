"""What goes wrong on the way from Telegram."""

from __future__ import annotations

from core.errors import NetraError


class UnreadableUpdateError(NetraError):
    """An update of the server is not as the Bot API writes them."""
