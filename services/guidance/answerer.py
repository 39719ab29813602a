"""Decides what to do with a message: answer, offer a choice, or say honestly that it is out of scope."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rulebook.loader import Rulebook
from rulebook.model import Verdict
from rulebook.vocabulary import Vocabulary
from services.guidance.normaliser import Normaliser
from services.guidance.ranker import Ranked, Ranker

ANSWER_FROM = 0.30
"""Score from which one topic is answered; set on questions that are not among the examples."""
ALLOWED_FROM = 0.36
"""'Boleh' needs more certainty than 'dilarang': a wrong one can cost a job."""
CLARIFY_FROM = 0.19
"""Below this score nothing is offered."""
CLEAR_LEAD = 0.03
"""A topic that leads by less is offered beside its rivals."""
MAX_OFFERED = 4
SHORT_TALK = 6
"""Longest message, in words, taken for a greeting or thanks."""


class Outcome(StrEnum):
    """What was made of a message."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    OUT_OF_SCOPE = "out_of_scope"
    CHITCHAT = "chitchat"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message was understood."""

    question: str
    outcome: Outcome
    topic: str | None
    verdict: Verdict | None
    confidence: float
    candidates: tuple[Ranked, ...]
    elapsed_ms: float

    def as_json(self) -> dict[str, object]:
        """The object ``ask --jsonl`` prints."""
        return {
            "question": self.question,
            "outcome": self.outcome.value,
            "topic": self.topic,
            "verdict": self.verdict.value if self.verdict else None,
            "confidence": round(self.confidence, 4),
            "candidates": [{"topic": c.slug, "score": round(c.score, 4)} for c in self.candidates],
            "elapsed_ms": round(self.elapsed_ms, 3),
        }


class Answerer:
    """Understands questions. Pure: same message, same reading."""

    def __init__(
        self, rulebook: Rulebook, vocabulary: Vocabulary, timer: Callable[[], float] = time.perf_counter
    ) -> None:
        self._rulebook = rulebook
        self._normaliser = Normaliser(vocabulary.words)
        self._ranker = Ranker(rulebook, self._normaliser)
        self._chitchat = vocabulary.chitchat.phrases
        self._report = vocabulary.report.phrases
        self._timer = timer

    def read(self, text: str) -> Reading:
        """Understands one message."""
        started = self._timer()
        outcome, ranked = self._decide(text)
        answered = ranked[0].slug if outcome in (Outcome.ANSWER, Outcome.REPORT) and ranked else None
        if outcome is Outcome.REPORT:
            answered = "cara-melapor" if "cara-melapor" in self._rulebook.topics else None
        return Reading(
            question=text,
            outcome=outcome,
            topic=answered,
            verdict=self._rulebook[answered].verdict if answered else None,
            confidence=ranked[0].score if ranked else 0.0,
            candidates=tuple(ranked),
            elapsed_ms=(self._timer() - started) * 1000,
        )

    def _decide(self, text: str) -> tuple[Outcome, list[Ranked]]:
        plain = f" {self._normaliser.plain(text)} "
        words = plain.split()
        if not words or (len(words) <= SHORT_TALK and _mentions(plain, self._chitchat)):
            return Outcome.CHITCHAT, []
        ranked = self._ranker.rank(text)
        if _mentions(plain, self._report) and "?" not in text:
            return Outcome.REPORT, ranked
        if not ranked or ranked[0].score < CLARIFY_FROM:
            return Outcome.OUT_OF_SCOPE, ranked
        best = ranked[0]
        permissive = self._rulebook[best.slug].verdict in (Verdict.ALLOWED, Verdict.CONDITIONAL)
        needed = ALLOWED_FROM if permissive else ANSWER_FROM
        lead = best.score - ranked[1].score if len(ranked) > 1 else 1.0
        if best.score >= needed and lead >= CLEAR_LEAD:
            return Outcome.ANSWER, ranked
        return Outcome.CLARIFY, ranked


def _mentions(plain: str, phrases: tuple[str, ...]) -> bool:
    return any(f" {phrase} " in plain for phrase in phrases)
