"""A clock that stands still and randomness that repeats, for tests and benchmarks."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta


class FixedClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        """The moment last set."""
        return self._moment

    def advance(self, by: timedelta) -> None:
        """Moves the clock by ``by`` (backwards too)."""
        self._moment += by

    def set(self, moment: datetime) -> None:
        """Sets the clock."""
        self._moment = moment.astimezone(UTC)


class SeededRandomness:
    """Randomness that follows from a seed; never for secrets."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def bytes(self, count: int) -> bytes:
        """``count`` bytes that follow from the seed."""
        return self._random.randbytes(count)

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit`` - 1 that follows from the seed."""
        return self._random.randrange(limit)
