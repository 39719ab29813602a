"""Limits against abuse: per person and for everyone, in memory only, under a key that is thrown away daily.

No CAPTCHA: a report should cost a citizen nothing. A limit says how long to wait; no draft loses anything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.clock import Clock
from core.randomness import Randomness

KEY_LIFETIME = timedelta(days=1)
REMEMBERED = 10_000
"""Most people remembered at once; those who were quiet longest are forgotten first."""
EVERYONE = b"everyone"


class Act(StrEnum):
    """What is limited."""

    REPORT = "report"
    CODE = "code"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, and after that one each ``every``."""

    burst: int
    every: timedelta


PER_PERSON = {
    Act.REPORT: Allowance(5, timedelta(hours=2)),
    Act.CODE: Allowance(10, timedelta(minutes=2)),
    Act.FILE: Allowance(40, timedelta(seconds=20)),
}
FOR_EVERYONE = {
    Act.REPORT: Allowance(6_000, timedelta(milliseconds=20)),
    Act.CODE: Allowance(6_000, timedelta(milliseconds=25)),
    Act.FILE: Allowance(600, timedelta(milliseconds=250)),
}
"""Far above a busy day, so that an attack slows down before the disk is full."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


class AbuseLimits:
    """Token buckets. A person is a keyed hash of a keyed hash; the key lives a day, in memory."""

    def __init__(self, clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self._key = randomness.bytes(32)
        self._made = clock.now()
        self._buckets: dict[tuple[bytes, Act], _Bucket] = {}

    def wait(self, act: Act, chat_key: bytes) -> timedelta:
        """How long this person has to wait before the next such act; zero when it need not. Takes nothing."""
        own = self._wait(self._bucket(self._who(chat_key), act, PER_PERSON[act]), PER_PERSON[act])
        all_together = self._wait(self._bucket(EVERYONE, act, FOR_EVERYONE[act]), FOR_EVERYONE[act])
        return max(own, all_together)

    def note(self, act: Act, chat_key: bytes) -> None:
        """Counts one such act."""
        for who, allowances in ((self._who(chat_key), PER_PERSON), (EVERYONE, FOR_EVERYONE)):
            bucket = self._bucket(who, act, allowances[act])
            bucket.left = max(0.0, bucket.left - 1)

    def _who(self, chat_key: bytes) -> bytes:
        now = self._clock.now()
        if now - self._made >= KEY_LIFETIME:
            self._key, self._made = self._randomness.bytes(32), now
            self._buckets = {name: one for name, one in self._buckets.items() if name[0] == EVERYONE}
        return hashlib.blake2b(chat_key, key=self._key, digest_size=16).digest()

    def _bucket(self, who: bytes, act: Act, allowance: Allowance) -> _Bucket:
        now = self._clock.now()
        bucket = self._buckets.pop((who, act), None) or _Bucket(float(allowance.burst), now)
        passed = max(timedelta(), now - bucket.at)
        bucket.left = min(float(allowance.burst), bucket.left + passed / allowance.every)
        bucket.at = now
        self._buckets[who, act] = bucket
        while len(self._buckets) > REMEMBERED:
            del self._buckets[next(iter(self._buckets))]
        return bucket

    @staticmethod
    def _wait(bucket: _Bucket, allowance: Allowance) -> timedelta:
        return max(timedelta(), (1 - bucket.left) * allowance.every)
