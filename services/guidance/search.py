"""Finds topics for words that are still being typed."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from rulebook.loader import Rulebook
from rulebook.model import Verdict
from services.guidance.answerer import Answerer

TITLE_LIKE = 70.0
"""Least likeness (0 to 100) of the words typed to a title."""
SHORTEST = 3
"""Fewer characters say nothing about titles."""
_ORDER = (Verdict.FORBIDDEN, Verdict.CONDITIONAL, Verdict.ALLOWED, Verdict.INFO)


class TopicSearch:
    """Ranks topics by what the classifier thinks of the words, then by titles that look alike."""

    def __init__(self, answerer: Answerer, rulebook: Rulebook) -> None:
        self._answerer = answerer
        self._titles = {topic.slug: f"{topic.title} {topic.label}".casefold() for topic in rulebook}
        self._all = tuple(
            topic.slug for topic in sorted(rulebook, key=lambda one: (_ORDER.index(one.verdict), one.title))
        )

    def ranked(self, words: str) -> list[str]:
        """Slugs, best first; all topics where nothing was typed yet."""
        typed = words.strip().casefold()
        if not typed:
            return list(self._all)
        meant = [one.slug for one in self._answerer.read(words).candidates]
        alike: list[str] = []
        if len(typed) >= SHORTEST:
            found = process.extract(
                typed, self._titles, scorer=fuzz.partial_ratio, score_cutoff=TITLE_LIKE, limit=None
            )
            alike = [slug for _, _, slug in found]
        return list(dict.fromkeys([*meant, *alike]))
