"""Campaigns as handlers need them: compose, approve, start, stop, watch, take back."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.randomness import Randomness
from core.text import LabelledEnum
from services.broadcast.model import (
    Audience,
    Campaign,
    CampaignId,
    ContentCall,
    DeliveryReport,
    NewCampaign,
    Progress,
)
from storage.broadcasts import Broadcasts
from storage.unit import Unit

EDITABLE_FOR = timedelta(hours=48)
"""A bot may delete its messages for 48 hours. Source: Bot API, deleteMessage. Netra edits no longer either."""


class Action(LabelledEnum):
    """What an admin can do with a campaign, for buttons."""

    APPROVE = "approve", "Setujui"
    START = "start", "Kirim"
    PAUSE = "pause", "Jeda"
    RESUME = "resume", "Lanjutkan"
    CANCEL = "cancel", "Batalkan"
    RETRACT = "retract", "Tarik kembali"
    EDIT = "edit", "Ubah"


class Campaigns:
    """Reads campaigns, and adds what is to happen with them to a unit of work.

    Every change is checked when it is asked for (``core.errors.CampaignStateError`` says what stands against
    it) and is conditional when it is committed, so that two admins who tap at once do no harm.
    """

    def __init__(self, broadcasts: Broadcasts, randomness: Randomness, *, has_channel: bool) -> None: ...

    # --- reading ---

    async def audience_size(self, audience: Audience) -> int:
        """How many people would get it now."""
        raise NotImplementedError

    async def get(self, campaign_id: CampaignId) -> Campaign:
        """One campaign.

        Raises:
            core.errors.CampaignUnknownError: there is none (any more).
        """
        raise NotImplementedError

    async def recent(self, limit: int = 10) -> tuple[Campaign, ...]:
        """The newest campaigns, newest first."""
        raise NotImplementedError

    async def progress(self, campaign_id: CampaignId) -> Progress:
        """How far it is."""
        raise NotImplementedError

    async def report(self, campaign_id: CampaignId) -> DeliveryReport:
        """What became of it."""
        raise NotImplementedError

    def allowed(self, campaign: Campaign, by: bytes, now: datetime) -> tuple[Action, ...]:
        """What this admin (by ``chat_key``) can do with it now: the buttons to show."""
        raise NotImplementedError

    # --- changing ---

    def create(self, unit: Unit, new: NewCampaign, author_key: bytes, now: datetime) -> CampaignId:
        """Keeps a new campaign as a draft."""
        raise NotImplementedError

    async def approve(self, unit: Unit, campaign_id: CampaignId, approver_key: bytes) -> Campaign:
        """A second admin agrees.

        Raises:
            core.errors.SameAdminError: the author can't approve.
        """
        raise NotImplementedError

    async def start(self, unit: Unit, campaign_id: CampaignId, now: datetime) -> Campaign:
        """Begins to send, or waits for ``start_at`` where that lies ahead."""
        raise NotImplementedError

    async def pause(self, unit: Unit, campaign_id: CampaignId) -> Campaign:
        """Stops sending within two seconds; nothing is lost."""
        raise NotImplementedError

    async def resume(self, unit: Unit, campaign_id: CampaignId) -> Campaign:
        """Goes on where it stopped."""
        raise NotImplementedError

    async def cancel(self, unit: Unit, campaign_id: CampaignId, now: datetime) -> Campaign:
        """Ends it for good; what is sent stays sent (see :meth:`retract`)."""
        raise NotImplementedError

    async def retract(self, unit: Unit, campaign_id: CampaignId, now: datetime) -> Campaign:
        """Deletes the messages that were sent. Ends the campaign where it still runs.

        Raises:
            core.errors.TooLateError: more than 48 hours ago.
        """
        raise NotImplementedError

    async def edit(
        self, unit: Unit, campaign_id: CampaignId, call: ContentCall, now: datetime, *, part: int = 0
    ) -> Campaign:
        """Changes the messages that were sent.

        ``call`` is an ``editMessageText``, ``editMessageCaption``, ``editMessageMedia`` or
        ``editMessageReplyMarkup`` without ``chat_id`` and ``message_id``; ``part`` counts the messages one
        recipient got (an album's pictures each count), from 0.

        Raises:
            core.errors.TooLateError: more than 48 hours ago.
        """
        raise NotImplementedError
