"""What goes wrong with the calendar and its subscribers."""

from __future__ import annotations

from core.errors import NetraError


class RosterError(NetraError):
    """The file is no CSV with the columns of an export with ids."""
