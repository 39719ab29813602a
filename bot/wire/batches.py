"""Answers to getUpdates: what can be read of them, and how to get past what can't.

What can be read is handled; what can't is counted and passed by its id. An answer of which nothing can be
read is asked for again in halves, down to one update. That one is tried a few times, and then passed: by its
id where the bytes show it, else by one step of the offset, which passes no other update than this.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Container
from dataclasses import dataclass, field
from enum import Enum, auto
from math import isfinite
from typing import Any

import orjson

from bot.wire.errors import UnreadableUpdateError
from bot.wire.updates import LARGEST_UPDATE_ID, origin_of, update_id_of
from core.numbers import whole

BATCH = 100
"""Most updates one getUpdates gives. Source: Bot API, getUpdates."""
TRIES_EACH = 3
"""An update that can't be read alone is asked for so often: a proxy may have cut the answer."""
REMEMBERED = 10_000
"""Ids of updates that are known again if a server sends them twice."""
WIDEST_MARK = 10_000
"""Ids follow one another; a marked batch that spans more was made up, and marks its two ends only."""

_OK = re.compile(rb'\A\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[\s*\S', re.ASCII)
_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,20})\s*[,}]', re.ASCII)
"""Within a string quotes are escaped, so that nobody's words look like this."""


@dataclass(frozen=True, slots=True)
class Readable:
    """An update that can be handled."""

    update_id: int
    chat_id: int
    raw: dict[str, Any]
    payload: bytes
    """The same as JSON."""


@dataclass(slots=True)
class Batch:
    """One answer, sorted out."""

    updates: list[Readable] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    """Of all updates that have one, whether they can be handled or not."""
    unreadable: int = 0

    @property
    def is_stuck(self) -> bool:
        """Whether nothing in it tells how to ask on."""
        return self.unreadable > 0 and not self.ids


def sort_out(result: list[Any]) -> Batch:
    """Tells what can be handled from what can't. Never raises."""
    batch = Batch()
    for one in result:
        update_id = update_id_of(one)
        if update_id is None:
            batch.unreadable += 1
            continue
        batch.ids.append(update_id)
        try:
            readable = Readable(update_id, origin_of(one).chat_id, one, orjson.dumps(one))
        except (UnreadableUpdateError, orjson.JSONEncodeError):
            batch.unreadable += 1
        else:
            batch.updates.append(readable)
    return batch


def mend(payload: bytes) -> Any:
    """JSON that is not UTF-8, or holds halves of characters or numbers without end: what was meant, nearly.

    Returns:
        The value, None where the payload is no JSON in any reading.
    """
    try:
        loose = json.loads(
            payload.decode("utf-8", "replace"), parse_constant=lambda _: None, parse_float=_finite
        )
        return orjson.loads(json.dumps(loose, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def updates_in(payload: bytes) -> list[Any] | None:
    """The updates in an answer that is no sound JSON; None where it can't be mended."""
    answer = mend(payload)
    found = answer.get("result") if isinstance(answer, dict) and answer.get("ok") is True else None
    return found if isinstance(found, list) else None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if isfinite(number) else None


class Memory:
    """Ids of the updates taken in lately. No id of a person is among them."""

    def __init__(self, marks: range) -> None:
        """``marks`` is the newest batch of the former run: Telegram may send it again, and no older one."""
        wide = bool(marks) and marks[-1] - marks[0] > WIDEST_MARK
        self._marks: Container[int] = {marks[0], marks[-1]} if wide else marks
        self._known: set[int] = set()
        self._order: deque[int] = deque()

    def fresh(self, batch: Batch) -> list[Readable]:
        """Those not taken in before, each once."""
        found: dict[int, Readable] = {}
        for one in batch.updates:
            if not self.knows(one.update_id):
                found.setdefault(one.update_id, one)
        return list(found.values())

    def knows(self, update_id: int) -> bool:
        """Whether an update was taken in before."""
        return update_id in self._known or update_id in self._marks

    def note(self, batch: Batch) -> None:
        """The batch is safe. Once one goes beyond the marks they are of no use, and ids may start anew."""
        if any(one not in self._marks for one in batch.ids):
            self._marks = ()
        for one in batch.ids:
            if one not in self._known:
                self._known.add(one)
                self._order.append(one)
        while len(self._order) > REMEMBERED:
            self._known.discard(self._order.popleft())


class RecoveryStep(Enum):
    """What follows from an answer that can't be read."""

    AGAIN = auto()
    """The same is asked for after a pause."""
    HALVED = auto()
    """Fewer updates are asked for."""
    PASSED = auto()
    """One update is left behind."""


class Stride:
    """Where the next poll begins, and how many updates it asks for."""

    def __init__(self) -> None:
        self.limit = BATCH
        self.offset: int | None = None
        self.more = False
        """Whether more waits than the newest answer carried, as far as one can tell."""
        self._tries = 0

    def came(self, batch: Batch) -> None:
        """An answer that can be read."""
        self.more = len(batch.ids) >= self.limit

    def went(self, batch: Batch) -> None:
        """A batch is safe: the next poll confirms it, and may be larger again."""
        if batch.ids:
            self.offset = max(batch.ids) + 1
        self.limit = min(BATCH, self.limit * 2)
        self._tries = 0

    def stumbled(self, payload: bytes) -> RecoveryStep:
        """An answer that is no JSON.

        One that does not even begin like Telegram's with updates in it (a proxy's page) passes nothing,
        however often it comes: the updates behind it may be sound.
        """
        if _OK.match(payload) is None:
            return RecoveryStep.AGAIN
        if self.limit > 1:
            self.limit //= 2
            return RecoveryStep.HALVED
        shown = _ID.search(payload)
        return self._pass(whole(shown[1].decode(), self.offset or 0, LARGEST_UPDATE_ID) if shown else None)

    def stuck(self) -> RecoveryStep:
        """An answer that is sound, but none of its updates has an id."""
        return self._pass(None)

    def _pass(self, update_id: int | None) -> RecoveryStep:
        self._tries += 1
        if self._tries < TRIES_EACH:
            return RecoveryStep.AGAIN
        self._tries = 0
        self.limit = BATCH
        if update_id is None:
            update_id = self.offset
        if update_id is None:  # nothing was ever confirmed; whoever comes next shows where to go on
            return RecoveryStep.AGAIN
        self.offset = update_id + 1
        return RecoveryStep.PASSED
