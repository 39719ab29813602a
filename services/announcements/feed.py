"""Who gets an announcement, read ahead in slices."""

from __future__ import annotations

from collections import deque

from storage.announcements.broadcasts import AudienceFilter
from storage.announcements.ledger import Ledger
from storage.announcements.steps import CHANNEL

FEED = 5_000
"""Ids of recipients held in memory at the most."""


class Feed:
    """Recipients read ahead in slices, never all in memory."""

    def __init__(
        self, ledger: Ledger, wanted: AudienceFilter | None, cursor: bytes | None, *, channel: bool
    ) -> None:
        self._ledger = ledger
        self._wanted = wanted
        self._after = cursor or CHANNEL
        self._ids: deque[bytes] = deque([CHANNEL] if channel and cursor is None else [])
        self.exhausted = False

    async def take(self, most: int, ahead: int) -> list[bytes]:
        """The next ids, at most so many; reads ``ahead`` more from the database when it runs dry."""
        if len(self._ids) < most and not self.exhausted:
            await self._read(min(FEED, max(most, ahead)))
        return [self._ids.popleft() for _ in range(min(most, len(self._ids)))]

    async def _read(self, limit: int) -> None:
        found: list[bytes] = []
        if self._wanted is not None:
            found = await self._ledger.candidates(self._wanted, self._after, limit)
        self._ids.extend(found)
        if len(found) < limit:
            self.exhausted = True
        if found:
            self._after = found[-1]

    @property
    def empty(self) -> bool:
        """Whether everybody has been handed out."""
        return self.exhausted and not self._ids
