"""Slows wrong codes down."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from core.clock import Clock
from core.randomness import Randomness
from storage.platform.unit import Write
from storage.reporting.code_waits import LONGEST_WAIT, CodeWaits, DayKey, Wait

FREE_TRIES = 3
FIRST_WAIT = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(days=1)
"""Without another wrong code. A right one forgives nothing: whoever guesses has a code of their own."""
KEY_LIFETIME = timedelta(days=1)
REMEMBERED = 10_000
"""Most people whose wrong tries are remembered at once; the oldest are forgotten first."""


class Slowdown:
    """Slows wrong codes down.

    What was tried lies in memory, under a random key, so that it names nobody. Only a wait that goes on is
    kept beyond this process, until it ends, under a key that changes daily and is in no backup.
    """

    def __init__(self, clock: Clock, randomness: Randomness, kept: CodeWaits | None = None) -> None:
        self._clock = clock
        self._randomness = randomness
        self._kept = kept
        self._key = randomness.bytes(32)
        self._wrong: dict[bytes, tuple[int, datetime]] = {}
        self._day_keys: list[DayKey] = []
        self._former: dict[bytes, Wait] = {}
        """Waits that began before this process."""

    async def restore(self) -> None:
        """Takes up the waits that go on, before the first update is handled."""
        if self._kept is not None:
            self._day_keys, waits = await self._kept.load(self._clock.now())
            self._former = {one.who: one for one in waits}

    def _who(self, chat_key: bytes) -> bytes:
        return hashlib.blake2b(chat_key, key=self._key, digest_size=16).digest()

    def _tries(self, chat_key: bytes) -> tuple[int, datetime]:
        """Wrong codes so far, and when the next may be tried."""
        now = self._clock.now()
        tries, last = self._wrong.get(self._who(chat_key), (0, now))
        if now - last > FORGOTTEN_AFTER:
            tries = 0
        until = last + _pause(tries)
        for key in self._day_keys if self._former else ():
            former = self._former.get(key.name_of(chat_key))
            if former is not None and former.until > now:
                tries, until = max(tries, former.wrong), max(until, former.until)
        return tries, until

    def wait(self, chat_key: bytes) -> timedelta:
        """How long this chat has to wait before the next try; zero when it need not."""
        return max(timedelta(), self._tries(chat_key)[1] - self._clock.now())

    def wrong(self, chat_key: bytes) -> list[Write]:
        """Notes a wrong code. What is returned keeps the wait that follows, if one does."""
        now, who = self._clock.now(), self._who(chat_key)
        tries = self._tries(chat_key)[0] + 1
        self._wrong.pop(who, None)
        self._wrong[who] = (tries, now)
        while len(self._wrong) > REMEMBERED:
            del self._wrong[next(iter(self._wrong))]
        pause = _pause(tries)
        if self._kept is None or not pause:
            return []
        key = self._day_key(now)
        return [self._kept.keep(key, Wait(key.name_of(chat_key), tries, now + pause))]

    def _day_key(self, now: datetime) -> DayKey:
        """The key of the day; a new one is written with the first wait it names."""
        self._day_keys = [one for one in self._day_keys if one.expires_at > now]
        newest = max(self._day_keys, key=lambda one: one.expires_at, default=None)
        if newest is None or newest.expires_at - now <= LONGEST_WAIT:
            newest = DayKey(
                self._randomness.bytes(8), self._randomness.bytes(32), now + KEY_LIFETIME + LONGEST_WAIT
            )
            self._day_keys.append(newest)
        return newest


def _pause(tries: int) -> timedelta:
    if tries < FREE_TRIES:
        return timedelta()
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(tries - FREE_TRIES, 10)))
