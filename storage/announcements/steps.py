"""What passes between the engine of announcements and their ledger."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from storage.platform.broadcast_states import CampaignState, DeliveryState, UndeliveredReason

CHANNEL = bytes(16)
"""The channel's place in the ledger: no subscriber has this id, and it sorts before all."""
DOUBT = UndeliveredReason.DOUBT.value
"""Why a row waits whose first message may or may not have arrived."""


def pack_ids(messages: Sequence[int]) -> bytes | None:
    """Message ids as one cell."""
    return struct.pack(f">{len(messages)}q", *messages) if messages else None


def unpack_ids(raw: bytes | None) -> tuple[int, ...]:
    """The ids :func:`pack_ids` wrote."""
    return struct.unpack(f">{len(raw) // 8}q", raw) if raw else ()


@dataclass(frozen=True, slots=True)
class Leased:
    """A recipient handed to the sender. ``chat`` is sealed; None for the channel."""

    subscriber: bytes
    chat: bytes | None
    tries: int = 0
    repeats: int = 0
    part: int = 0
    messages: tuple[int, ...] = ()
    in_doubt: bool = False
    """Leased a second time because the outcome of the first is not known."""


@dataclass(frozen=True, slots=True)
class LeaseEnd:
    """What became of a lease."""

    lease: Leased
    state: DeliveryState
    reason: str | None = None
    tries: int = 0
    repeats: int = 0
    part: int = 0
    messages: tuple[int, ...] = ()
    retire: bool = False
    """The person can't be reached any more: no longer a subscriber in use."""
    moved_to: int | None = None
    """The chat's new id."""

    @property
    def outcome(self) -> str:
        """The counter it belongs to."""
        return self.state.value if self.state is DeliveryState.SENT else self.state.because(self.reason)


@dataclass(slots=True)
class LedgerStep:
    """One transaction of the engine: settle what is done, lease what comes next."""

    campaign: str
    holder: bytes
    now: int
    settled: Sequence[LeaseEnd] = ()
    fresh: Sequence[bytes] = ()
    """Subscribers to take into the ledger, in order of id."""
    again: Sequence[bytes] = ()
    """Rows of the ledger that wait for another try."""
    backlog_after: bytes | None = None
    """Lease waiting rows behind this id (a former run left them), at most ``backlog``."""
    backlog: int = 0
    recover: bool = False
    """First step of a run: nobody sends, so what is leased is in doubt."""
    rate_now: float = 0.0
    total: int | None = None
    finish: bool = False
    halt: str | None = None


@dataclass(slots=True)
class Stepped:
    """What a step found and leased; filled when it is committed."""

    mine: bool = False
    """False: another process is the sender; nothing was done."""
    state: CampaignState = CampaignState.CANCELLED
    """Where the campaign stands; nothing is sent of one that is gone."""
    leased: list[Leased] = field(default_factory=list)
    backlog_last: bytes | None = None
    """Id of the last row taken from the backlog; None when there was none left."""
