"""What a broadcast is made of: content, audience, states, progress. Plain values, no storage in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.text import StoredEnum
from storage.platform.broadcast_states import CampaignState, UndeliveredReason

CampaignId = str
"""Eight letters and digits, random: short enough for a button, and no order in it."""


class Aftermath(StoredEnum):
    """What is done with messages that were sent."""

    RETRACT = "retract"
    EDIT = "edit"


class Outcome(StoredEnum):
    """Rows of a delivery report that are no reason why somebody did not get it."""

    ARRIVED = "arrived"
    NOT_YET = "not-yet"
    """Nobody had tried by the time it ended."""


class HaltReason(StoredEnum):
    """Why the engine itself paused a campaign."""

    CONTENT_REFUSED = "content-refused"
    TOKEN_REFUSED = "token-refused"  # noqa: S105 - a reason, no secret
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class ContentCall:
    """One call to the Bot API without ``chat_id``, such as ``sendMessage`` or ``sendMediaGroup``.

    Files are named by ``file_id``: what a bot has received or sent once needs no upload again.
    """

    method: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What everyone gets: one call, or several in order (an album and a text below it, say)."""

    calls: tuple[ContentCall, ...]

    def addressed(self, chat_id: int) -> tuple[ContentCall, ...]:
        """The calls with a chat in them, for a preview or a test through the outbox."""
        return tuple(ContentCall(call.method, {"chat_id": chat_id, **call.params}) for call in self.calls)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets it. An empty field means "all"; fields narrow each other.

    Values are those stored with a subscriber: ``SubscriberRole`` values, province codes, district and agency
    as typed.
    """

    roles: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    subscribers: bool = True
    """False: nobody but the channel."""
    channel: bool = False
    """One message to the channel in CHANNEL_ID as well."""


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """What an admin composed."""

    title: str
    """For lists; never sent."""
    content: Content
    audience: Audience
    start_at: datetime | None = None
    """None: as soon as it is started."""
    expires_at: datetime | None = None
    """Whoever has not got it by then does not get it any more."""
    rate: float | None = None
    """Messages a second; None for the setting BROADCAST_RATE."""
    needs_approval: bool = False
    """A second admin has to approve before it can start."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as kept."""

    id: CampaignId
    state: CampaignState
    title: str
    content: Content
    audience: Audience
    author_key: bytes
    """``chat_key`` of the admin who composed it."""
    approver_key: bytes | None
    needs_approval: bool
    created_at: datetime
    start_at: datetime | None
    expires_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    rate: float | None
    aftermath: Aftermath | None
    """A retraction or a change that is under way or done."""
    aftermath_done: bool
    halt: HaltReason | None

    @property
    def approved(self) -> bool:
        """Whether it may start."""
        return not self.needs_approval or self.approver_key is not None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is. All figures come from counters kept with the ledger."""

    state: CampaignState
    total: int
    """Recipients: the audience as counted at the start, the true number at the end."""
    sent: int
    blocked: int
    """Blocked the bot, or deleted the account; no longer subscribed."""
    failed: Mapping[UndeliveredReason, int]
    unknown: int
    """Telegram's answer never came, often enough to give up."""
    possible_repeats: int
    """Sent again because a crash or a cut connection left open whether the first one arrived."""
    rate: float
    """Messages a second, lately."""
    seconds_left: float | None
    """None while nothing moves."""
    aftermath: Aftermath | None = None
    aftermath_done: int = 0
    """Messages deleted or changed."""
    aftermath_failed: int = 0
    """Messages Telegram would not delete or change (older than 48 hours, or gone)."""
    halt: HaltReason | None = None

    @property
    def done(self) -> int:
        """Recipients whose outcome is settled."""
        return self.sent + self.blocked + sum(self.failed.values()) + self.unknown

    @property
    def share(self) -> float:
        """0 to 1, for a bar."""
        return min(1.0, self.done / self.total) if self.total else float(self.state.is_over)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of it, for the picture and the CSV; no person in it."""

    campaign: Campaign
    progress: Progress
    rows: tuple[tuple[Outcome | UndeliveredReason, int], ...]
    """How many, the largest first; the first row is what arrived."""
    seconds: float | None
    """From the start to the end, pauses included."""
    channel: bool | None = field(default=None)
    """Whether the channel got it; None where none was asked for."""
