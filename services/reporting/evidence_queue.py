"""Whose file comes next: the chat that took least of the workers' time, and of equals the smaller file.

First come, first served lets whoever sends the slowest files take all of the time there is. So each chat has
a budget of seconds that leaks back, chats within it come before those beyond it, and when too many wait, the
one that has had most goes, not the newest. All of it lies in memory, by the chat's alias, and is
forgotten once the time a chat took has leaked away.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from core.aliases import Aliases
from services.reporting.errors import EvidenceBudgetError, EvidenceBusyError

BUDGET_SECONDS = 30.0
"""Of workers and slow downloads, which one chat may take at once: a hundred photos, or ten heavy PDFs."""
LEAK = 0.05
"""Seconds of a budget that come back each second."""
STEP_SECONDS = 0.5
"""Chats whose time differs by less are equals; of them, whoever had no turn or the earliest comes first."""
REMEMBERED_SECONDS = 600.0
"""A chat's last turn is remembered for so long, or until the time it took has leaked away."""
REMEMBERED = 10_000
"""Most chats whose time is remembered at once; those that took some longest ago are forgotten first."""
MAX_WAITING = 64
"""Files that may wait in one line. Who waits holds an update in memory, not the file."""
TRIED_WAITS_SECONDS = 20.0
"""What gave way stands behind the others within their budgets for so long, then it is one of them again: no
chats that come again and again keep it from its turn."""
CROWDED = 8
"""From so many on nobody waits who is beyond the budget."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """Whose file it is, and what Telegram says of it."""

    who: bytes = b""
    """Keyed hash of the chat."""
    size: int = 0
    """Bytes; 0 where nothing was announced."""
    picture: bool = True
    """Whether it was announced as a picture; its content decides in the end."""


@dataclass(frozen=True, slots=True, eq=False)
class Ticket:
    """One file that waits, or has a place."""

    sender: IncomingFile
    tried: bool = False
    """It took long, and gave way to others."""
    weight: int = 0
    """Bytes it may have in memory."""


class Usage:
    """How many seconds each chat took lately."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._aliases = Aliases()
        self._took: dict[bytes, tuple[float, float]] = {}

    def now(self) -> float:
        """The clock it goes by."""
        return self._monotonic()

    def add(self, who: bytes, seconds: float) -> None:
        """Notes what a chat took."""
        whole = self.of(who) + max(0.0, seconds)
        alias = self._aliases.of(who)
        self._took.pop(alias, None)
        self._took[alias] = (whole, self._monotonic())
        while len(self._took) > REMEMBERED or self._is_idle(*next(iter(self._took.values()))):
            del self._took[next(iter(self._took))]

    def forget_idle(self) -> None:
        """Forgets all whose time leaked away and who had no turn for long; to be called now and then."""
        for alias in [alias for alias, (took, at) in self._took.items() if self._is_idle(took, at)]:
            del self._took[alias]
        if not self._took:
            self._aliases.renew()

    def _is_idle(self, took: float, at: float) -> bool:
        return self._left(took, at) == 0 and self._monotonic() - at > REMEMBERED_SECONDS

    def _left(self, took: float, at: float) -> float:
        return max(0.0, took - LEAK * (self._monotonic() - at))

    def of(self, who: bytes) -> float:
        """Seconds that have not leaked away yet."""
        known = self._took.get(self._aliases.of(who))
        return self._left(*known) if known is not None else 0.0

    def last(self, who: bytes) -> float:
        """When a chat last had a turn, on the monotonic clock; 0 where it is not known."""
        known = self._took.get(self._aliases.of(who))
        return known[1] if known is not None else 0.0

    def is_over(self, who: bytes) -> bool:
        """Whether a chat is beyond its budget."""
        return self.of(who) > BUDGET_SECONDS

    def __len__(self) -> int:
        return len(self._took)


class EvidenceQueue:
    """Places for files, given to those who wait in the order of what their chats took."""

    def __init__(self, usage: Usage, places: int, room: int = 0) -> None:
        """``room``: bytes all that have a place may hold together; 0 for no bound."""
        self._usage = usage
        self._places = places
        self._room = room
        self._held: set[Ticket] = set()
        self._waiting: dict[Ticket, asyncio.Future[None]] = {}
        self._since: dict[Ticket, float] = {}
        """When each that waits, or has a place, got in line."""

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @asynccontextmanager
    async def place(self, ticket: Ticket) -> AsyncIterator[None]:
        """A place, once it is this one's turn.

        Raises:
            EvidenceBudgetError: many wait, and this chat has had more than its share.
            EvidenceBusyError: too many wait, and of all of them this one's chat has had most.
        """
        if len(self._waiting) >= CROWDED and self._usage.is_over(ticket.sender.who):
            raise EvidenceBudgetError
        turn = asyncio.get_running_loop().create_future()
        self._waiting[ticket] = turn
        self._since[ticket] = self._usage.now()
        self._admit()
        if len(self._waiting) > MAX_WAITING:
            last = max(self._waiting, key=self._rank)  # of equals the one that has waited longest
            self._waiting.pop(last).set_exception(EvidenceBusyError())
        try:
            await turn
            yield
        finally:
            self._waiting.pop(ticket, None)
            self._held.discard(ticket)
            del self._since[ticket]
            self._admit()

    def is_behind(self, ticket: Ticket, took: float = 0.0) -> bool:
        """Whether somebody waits who comes before this one, which took so much beside what is noted."""
        rank = self._rank(ticket, took)
        return any(self._rank(one) < rank for one in self._waiting)

    def _admit(self) -> None:
        while self._waiting and len(self._held) < self._places:
            first = min(self._waiting, key=self._rank)
            if self._room and self._held and self._weight() + first.weight > self._room:
                return
            turn = self._waiting.pop(first)
            if not turn.done():
                self._held.add(first)
                turn.set_result(None)

    def _weight(self) -> int:
        return sum(one.weight for one in self._held)

    def _rank(self, ticket: Ticket, more: float = 0.0) -> tuple[bool, bool, int, float, int]:
        who = ticket.sender.who
        took = self._usage.of(who) + more
        step, last = int(took / STEP_SECONDS), self._usage.last(who)
        return took > BUDGET_SECONDS, self._stands_back(ticket), step, last, ticket.sender.size

    def _stands_back(self, ticket: Ticket) -> bool:
        now = self._usage.now()
        return ticket.tried and now - self._since.get(ticket, now) < TRIED_WAITS_SECONDS
