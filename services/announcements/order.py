"""Whose turn it is: a campaign whose last recipients have to rest keeps nobody else waiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

SHORTEST_REST = 0.5
"""Seconds between two visits to a campaign that only rests, at the least."""
LONGEST_REST = 5.0
"""And at the most: its state, its expiry and this process' place as the sender are looked at as often."""
PACE_PATIENCE = 60.0
"""Seconds a recipient is put off by the pace of their own chat; then the message takes its place in that pace
as a reply does. Who writes without a break would otherwise never get it."""


class Order:
    """The campaigns that are due, those that only rest last, and how long single recipients were put off.

    Moments are seconds of a clock that only goes forward. Lives as long as there is work: what it knows is
    found out again after a restart.
    """

    def __init__(self, due: Callable[[], Awaitable[list[str]]], now: Callable[[], float]) -> None:
        self._due = due
        self._now = now
        self._until: dict[str, float] = {}
        self._put_off: dict[str, dict[bytes, float]] = {}

    async def due(self) -> list[str]:
        """Campaigns there is work with, in their order; those that only rest come last."""
        due = await self._due()
        now = self._now()
        self._until = {name: until for name, until in self._until.items() if until > now and name in due}
        self._put_off = {name: kept for name, kept in self._put_off.items() if name in due}
        return sorted(due, key=lambda name: self._until.get(name, 0.0))

    async def first(self) -> str | None:
        """The campaign that comes first, whether it rests or not."""
        due = await self.due()
        return due[0] if due else None

    async def somebody_waits(self, campaign: str) -> bool:
        """Whether another campaign than this one is due that does not only rest."""
        return any(name != campaign and not self.rests(name) for name in await self.due())

    def rest(self, campaign: str, seconds: float) -> None:
        """All that is left of it has to rest for so long."""
        self._until[campaign] = self._now() + min(max(seconds, SHORTEST_REST), LONGEST_REST)

    def rests(self, campaign: str) -> float:
        """Seconds it still rests; 0 when it does not."""
        return max(0.0, self._until.get(campaign, 0.0) - self._now())

    def was_patient(self, campaign: str, subscriber: bytes) -> bool:
        """Whether this recipient was put off for so long that the pace of the chat is no reason any more."""
        since = self._put_off.get(campaign, {}).get(subscriber)
        return since is not None and self._now() - since >= PACE_PATIENCE

    def put_off(self, campaign: str, subscriber: bytes) -> None:
        """The recipient's own chat takes nothing now."""
        self._put_off.setdefault(campaign, {}).setdefault(subscriber, self._now())

    def served(self, campaign: str, subscriber: bytes) -> None:
        """The recipient need not be remembered any more."""
        if campaign in self._put_off:
            self._put_off[campaign].pop(subscriber, None)
