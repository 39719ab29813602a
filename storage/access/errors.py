"""Why the tables of officers and invitations refuse."""

from __future__ import annotations

from core.errors import NetraError


class AccessError(NetraError):
    """An officer's access was refused."""


class InvitationError(AccessError):
    """The invitation is unknown, was used before, or has expired."""


class LastAdminError(AccessError):
    """Without this person nobody could manage the officers."""
