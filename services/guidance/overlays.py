"""What admins taught: words linked to a topic, looked up before the classifier.

A match is exact after normalising, or differs by spelling only: the same number of words, each pair of
different words alike. Looking for meaning is the classifier's work; an overlay must never carry the answer to
one question over to another that merely looks like it ("boleh" for PNS is not "boleh" for TNI).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from core.text import Scrubbed
from rulebook.loader import Rulebook
from rulebook.normaliser import Normaliser
from services.guidance.scrubber import Scrubber
from storage.guidance.questions import Questions
from storage.platform.unit import Write

ALIKE = 80.0
"""Least likeness (0 to 100) of two spellings of one word."""
SHORTEST_MISSPELT = 5
"""Shorter words must be the same: pns and tni, jam and jan are no misspellings of each other."""
MOST_MISSPELT = 2
NEAR_ENOUGH = 75.0
"""Whole lines below this likeness are not looked at closer."""
NEAREST = 8


@dataclass(frozen=True, slots=True)
class _Known:
    words: tuple[str, ...]
    topic: str


def is_same_question(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists of standard words differ by order and spelling only."""
    if len(one) != len(other):
        return False
    left, right = list(one), list(other)
    for word in one:
        if word in right:
            left.remove(word)
            right.remove(word)
    if len(left) > MOST_MISSPELT:
        return False
    for word in left:
        if len(word) < SHORTEST_MISSPELT:
            return False
        best = max(right, key=lambda rival: fuzz.ratio(word, rival))
        if len(best) < SHORTEST_MISSPELT or fuzz.ratio(word, best) < ALIKE:
            return False
        right.remove(best)
    return True


class Overlays:
    """Overlays of one bot in memory, read anew whenever the database holds newer ones."""

    def __init__(
        self, stored: Questions, normaliser: Normaliser, scrubber: Scrubber, rulebook: Rulebook
    ) -> None:
        self._stored = stored
        self._normaliser = normaliser
        self._scrubber = scrubber
        self._rulebook = rulebook
        self._newest = 0
        self._known: dict[str, _Known] = {}
        self._reading = asyncio.Lock()

    def words(self, text: str) -> str:
        """The normalised words under which a question is found again, whoever is named in it."""
        return " ".join(self._normaliser.words(self._scrubber.scrub(text)))

    async def find(self, text: str) -> str | None:
        """The topic an admin linked this question to."""
        if await self._stored.newest_overlay() != self._newest:
            await self._reload()
        if not self._known:
            return None
        words = self.words(text)
        if words in self._known:
            return self._known[words].topic
        split = words.split()
        near = process.extract(
            words, self._known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR_ENOUGH, limit=NEAREST
        )
        topics = {
            self._known[key].topic for key, _, _ in near if is_same_question(split, self._known[key].words)
        }
        return topics.pop() if len(topics) == 1 else None

    async def _reload(self) -> None:
        async with self._reading:
            known: dict[str, _Known] = {}
            newest = 0
            for one in await self._stored.all_overlays():
                newest = one.seq
                words = self.words(one.text)
                known.pop(words, None)
                if words and one.topic in self._rulebook.topics:
                    known[words] = _Known(tuple(words.split()), one.topic)
            self._known, self._newest = known, newest

    def link(self, text: Scrubbed, topic: str, day: date) -> Write:
        """Links a question to a topic from the next question on."""
        return self._stored.add_overlay(text, topic, day)

    def unlink(self, text: Scrubbed, day: date) -> Write:
        """Takes a link back."""
        return self._stored.add_overlay(text, "", day)
