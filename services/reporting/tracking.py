"""Follow-up by code: pull only, no chat is remembered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import Clock
from core.errors import CodeUnknownError
from core.randomness import Randomness
from services.reporting.code import CodeService
from services.reporting.draft import Status
from services.reporting.vault import OpenReport
from storage.reports import Reports

FREE_TRIES = 3
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
REMEMBERED = 10_000
"""Most people whose wrong tries are remembered at once; the oldest are forgotten first."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a reporter sees of the own report."""

    status: Status
    received_on: date
    pictures: int


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


class Tracking:
    """Finds a report by its code."""

    def __init__(self, reports: Reports, codes: CodeService) -> None:
        self._reports = reports
        self._codes = codes

    async def find(self, text: str) -> Tracked:
        """The report that the words lead to.

        Raises:
            core.errors.CodeMalformedError: these are no six words of a code.
            CodeUnknownError: no report answers to them.
        """
        derived = await self._codes.derive(self._codes.codebook.read(text))
        sealed = await self._reports.by_lookup(derived.lookup)
        if sealed is None:
            raise CodeUnknownError
        opened = OpenReport(sealed, sealed.for_code, derived.private)
        evidence = await self._reports.evidence(sealed.id)
        return Tracked(opened.report.status, opened.report.received_on, len(evidence))
