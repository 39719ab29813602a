"""Notices when the machine's clock jumps, before a jump makes reminders go out on a day that is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from core.clock import Clock

TOLERANCE = timedelta(minutes=5)
"""A jump smaller than this changes nothing that matters."""
WAIT = timedelta(minutes=10)
"""A new time is believed once it has stood so long; whoever set a wrong date has time to notice."""


class LeapGuard:
    """Compares the wall clock with one that only goes forward. It knows nothing of the time before its start:
    a restart believes the clock."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._seen: tuple[datetime, float] | None = None
        self._distrusted_at: float | None = None

    def steady(self) -> bool:
        """Whether the clock may be believed. False for ten minutes after a jump, forward or back; a jump
        back to where the clock was before ends the wait at once."""
        now, tick = self._clock.now(), self._monotonic()
        if self._seen is None:
            self._seen = (now, tick)
            return True
        expected = self._seen[0] + timedelta(seconds=tick - self._seen[1])
        if abs(now - expected) <= TOLERANCE:
            self._distrusted_at = None
            self._seen = (now, tick)
            return True
        if self._distrusted_at is None:
            self._distrusted_at = tick
            return False
        if tick - self._distrusted_at < WAIT.total_seconds():
            return False
        self._distrusted_at = None
        self._seen = (now, tick)
        return True
