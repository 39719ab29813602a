"""The queue of questions nobody answered well, for admins; and what people ask about in a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.randomness import Randomness
from rulebook.loader import Rulebook
from services.guidance.overlays import Overlays
from services.guidance.scrubber import Scrubber
from storage.guidance.questions import DISMISSED, ID_BYTES, LINKED, OPEN, Questions, StoredQuestion
from storage.platform.unit import Write

MIN_CELL = 5
"""Smaller counts are never shown: they could point to a person."""
"""Questions not asked again for so long, and counts older than that, are erased."""
MOST_CANDIDATES = 4
MIN_WORDS = 2
"""A single word teaches nothing and is not queued."""
NOT_UNDERSTOOD = "-"
"""Stands in the counts for what was not understood."""


class Why(StrEnum):
    """How a question came into the queue."""

    NOT_UNDERSTOOD = "not-understood"
    NONE_FITS = "none-fits"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """Counts of a week: (slug, asked) from the most asked down, and how much is hidden."""

    monday: date
    shown: tuple[tuple[str, int], ...]
    hidden_topics: int
    not_understood: int | None
    """None where fewer than five, which is not told."""
    helped: int | None
    not_helped: int | None


class Queue:
    """What admins see of questions, without those who asked."""

    def __init__(
        self,
        stored: Questions,
        overlays: Overlays,
        rulebook: Rulebook,
        scrubber: Scrubber,
        randomness: Randomness,
        zone: ZoneInfo,
    ) -> None:
        self._stored = stored
        self._overlays = overlays
        self._rulebook = rulebook
        self._scrubber = scrubber
        self._randomness = randomness
        self._zone = zone

    def _day(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def _monday(self, now: datetime) -> date:
        day = self._day(now)
        return day - timedelta(days=day.weekday())

    def note(self, question: str, candidates: tuple[str, ...], why: Why, now: datetime) -> list[Write]:
        """Writes that put a question into the queue; none where nothing is left of it after scrubbing."""
        text = self._scrubber.scrub(question)
        words = self._overlays.words(text)
        if len(words.split()) < MIN_WORDS:
            return []
        row = self._randomness.bytes(ID_BYTES)
        return [self._stored.note(row, words, text, candidates[:MOST_CANDIDATES], why.value, self._day(now))]

    def take_back(self, question: str) -> list[Write]:
        """Takes out a scrubbed question that its asker corrected; others who asked the same still count."""
        words = self._overlays.words(question)
        return [self._stored.take_back(words)] if words else []

    def count_asked(self, topic: str | None, now: datetime) -> Write:
        """Counts an answer to a topic, or a question that was not understood."""
        return self._stored.count(topic or NOT_UNDERSTOOD, self._monday(now), asked=1)

    def count_mark(self, topic: str, now: datetime, *, helped: bool) -> Write:
        """Counts a mark below an answer."""
        return self._stored.count(topic, self._monday(now), helped=int(helped), not_helped=int(not helped))

    async def waiting(self) -> list[StoredQuestion]:
        """Open questions, those asked most often first."""
        return await self._stored.open_ones()

    async def get(self, row: bytes) -> StoredQuestion | None:
        """One question."""
        return await self._stored.get(row)

    def link(self, question: StoredQuestion, topic: str, now: datetime) -> list[Write]:
        """Links a question to a topic: live from the next question on. A second tap changes nothing."""
        if question.status == LINKED:
            return []
        return [
            self._overlays.link(question.text, topic, self._day(now)),
            self._stored.set_status(question.id, LINKED),
        ]

    def unlink(self, question: StoredQuestion, now: datetime) -> list[Write]:
        """Takes a link (or a dismissal) back; the question waits again."""
        writes = [self._stored.set_status(question.id, OPEN)]
        if question.status == LINKED:
            writes.append(self._overlays.unlink(question.text, self._day(now)))
        return writes

    def dismiss(self, question: StoredQuestion) -> list[Write]:
        """Takes a question out of the queue; asked again, it does not come back."""
        return [self._stored.set_status(question.id, DISMISSED)]

    async def week(self, now: datetime, weeks_ago: int = 0) -> WeekPicture:
        """Counts of a week; what is fewer than five is hidden."""
        monday = self._monday(now) - timedelta(weeks=weeks_ago)
        counts = await self._stored.counts(monday)
        topics = [one for one in counts if one.topic in self._rulebook.topics]
        shown = tuple((one.topic, one.asked) for one in topics if one.asked >= MIN_CELL)
        return WeekPicture(
            monday,
            shown,
            sum(1 for one in topics if 0 < one.asked < MIN_CELL),
            _cell(sum(one.asked for one in counts if one.topic == NOT_UNDERSTOOD)),
            _cell(sum(one.helped for one in topics)),
            _cell(sum(one.not_helped for one in topics)),
        )


def _cell(count: int) -> int | None:
    return count if count >= MIN_CELL else None
