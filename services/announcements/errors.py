"""Why an announcement can't be changed."""

from __future__ import annotations

from core.errors import NetraError


class CampaignError(NetraError):
    """An announcement could not be changed."""


class CampaignUnknownError(CampaignError):
    """No announcement has this id (any more)."""


class CampaignStateError(CampaignError):
    """The announcement's state does not allow this."""


class ApprovalMissingError(CampaignStateError):
    """A second administrator has to approve it first."""


class SameAdminError(CampaignStateError):
    """Whoever composed an announcement can't approve it."""


class TooLateError(CampaignStateError):
    """Telegram lets a bot take messages back for 48 hours only."""


class ChannelMissingError(CampaignError):
    """CHANNEL_ID is not set, so nothing can go to a channel."""


class UnsuitableError(NetraError):
    """The message can't be announced; ``reason`` is ``kind`` or ``length``."""

    def __init__(self, reason: str = "kind") -> None:
        super().__init__()
        self.reason = reason
