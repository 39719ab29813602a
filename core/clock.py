"""The one clock. Everything that depends on the date or time is handed one of these."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Tells the time; always aware, always UTC."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A running clock that started at another moment: ``demo --today`` travels in time with it."""

    def __init__(self, shift: timedelta, base: Clock | None = None) -> None:
        self._shift = shift
        self._base = base or SystemClock()

    def now(self) -> datetime:
        """The base clock's moment, shifted."""
        return self._base.now() + self._shift


def clock_starting_on(day: date | None, zone: tzinfo, base: Clock | None = None) -> Clock:
    """A running clock that says ``day`` now, at the same time of day; the plain clock for ``None``."""
    base = base or SystemClock()
    if day is None:
        return base
    today = base.now().astimezone(zone).date()
    return ShiftedClock(timedelta(days=(day - today).days), base)
