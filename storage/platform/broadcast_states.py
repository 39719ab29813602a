"""Where an announcement stands, and where each of its recipients does. Their values are kept in tables.

They stand here, below all columns, because schema and backup read them too.
"""

from __future__ import annotations

from core.text import StoredEnum


class CampaignState(StoredEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_over(self) -> bool:
        """Whether nothing will be sent any more."""
        return self in (CampaignState.DONE, CampaignState.CANCELLED, CampaignState.EXPIRED)


class DeliveryState(StoredEnum):
    """Where a recipient stands: a row of the ledger, and the first half of a counter's name."""

    LEASED = "leased"
    """In the hands of the sender."""
    PENDING = "pending"
    """Waits for another try."""
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Telegram's answer never came, often enough to give up."""
    RETRACTED = "retracted"
    """Sent, and taken back."""

    def because(self, reason: str | None) -> str:
        """The counter of recipients who stand here for a reason."""
        return f"{self.value}:{reason}"


UNDELIVERED = (DeliveryState.BLOCKED, DeliveryState.FAILED, DeliveryState.UNKNOWN)
"""Settled, and nothing arrived as far as is known."""
SETTLED = (DeliveryState.SENT, *UNDELIVERED)
UNFINISHED = tuple(
    one.value for one in (CampaignState.SCHEDULED, CampaignState.RUNNING, CampaignState.PAUSED)
)
"""States of campaigns that come back from a backup as cancelled: nobody knows who had them already."""


class UndeliveredReason(StoredEnum):
    """Why a message did not reach somebody, for the delivery report."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NOT_STARTED = "not-started"
    CHAT_GONE = "chat-gone"
    REFUSED = "refused"
    LEFT = "left"
    SERVER = "server"
    NETWORK = "network"
    DOUBT = "doubt"


def open_only(column: str = "state") -> str:
    """SQL that is true of unsettled rows, word for word the condition of the partial index: SQLite uses that
    index only where it can read that it applies."""
    states = ", ".join(f"'{one.value}'" for one in (DeliveryState.PENDING, DeliveryState.LEASED))
    return f"{column} IN ({states})"
