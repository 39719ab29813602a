"""Slows wrong codes down."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from core.clock import Clock
from core.randomness import Randomness

FREE_TRIES = 3
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
REMEMBERED = 10_000
"""Most people whose wrong tries are remembered at once; the oldest are forgotten first."""


class Slowdown:
    """Slows wrong codes down. In memory only, keyed by a random key, so that it names nobody."""

    def __init__(self, clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._key = randomness.bytes(32)
        self._wrong: dict[bytes, tuple[int, datetime]] = {}

    def _who(self, chat_key: bytes) -> bytes:
        return hashlib.blake2b(chat_key, key=self._key, digest_size=16).digest()

    def wait(self, chat_key: bytes) -> timedelta:
        """How long this chat has to wait before the next try; zero when it need not."""
        tries, last = self._wrong.get(self._who(chat_key), (0, self._clock.now()))
        if tries < FREE_TRIES:
            return timedelta()
        pause = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(tries - FREE_TRIES, 10)))
        return max(timedelta(), last + pause - self._clock.now())

    def wrong(self, chat_key: bytes) -> None:
        """Notes a wrong code."""
        who = self._who(chat_key)
        tries, _ = self._wrong.pop(who, (0, self._clock.now()))
        self._wrong[who] = (tries + 1, self._clock.now())
        while len(self._wrong) > REMEMBERED:
            del self._wrong[next(iter(self._wrong))]

    def right(self, chat_key: bytes) -> None:
        """Forgets the wrong ones."""
        self._wrong.pop(self._who(chat_key), None)
