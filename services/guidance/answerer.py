"""Decides what to do with a message: answer, offer a choice, or say honestly that it is out of scope."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from rulebook.loader import Rulebook
from rulebook.model import Verdict
from rulebook.normaliser import Normaliser
from rulebook.outside import OutsideKind
from rulebook.question_model import QuestionModel
from rulebook.speech import MatterTopics
from rulebook.vocabulary import VocabularyFile
from services.guidance.actors import OTHERS_LAW, compares_with_others
from services.guidance.acts import Acts, forbids
from services.guidance.clauses import CutMessage, two_parts
from services.guidance.matters import (
    Matter,
    matter_of,
    rather_about,
    reports_elsewhere,
    wishes_to_report,
)
from services.guidance.ranker import Ranked, Ranker, Ranking
from services.guidance.talk import TalkReader


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on something is done, as probabilities.

    Attributes:
        answer: One topic is answered.
        allowed: The same where the answer is permissive: a wrong "boleh" can cost a job.
        outside: All kinds of outside messages together: nothing is offered.
        report: The message is taken for a wish to report.
        part: Each half of a message needs it for both their topics to be named.
    """

    answer: float
    allowed: float
    outside: float
    report: float
    part: float


# By the rule of benchmarks/thresholds.py, which looks at rulebook/calibration and at nothing else.
THRESHOLDS = Thresholds(answer=0.70, allowed=0.80, outside=0.30, report=0.40, part=0.90)
MAX_OFFERED = 4
LEAST_OFFERED = 2
OFFERED_FROM = 0.03
"""Topics less likely than this are offered only to make up :data:`LEAST_OFFERED`."""

PERMISSIVE = (Verdict.ALLOWED, Verdict.CONDITIONAL)


class ReadingOutcome(StrEnum):
    """What was made of a message."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    OUT_OF_SCOPE = "out_of_scope"
    CHITCHAT = "chitchat"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message was understood.

    Attributes:
        confidence: Calibrated probability that the first candidate is right.
        candidates: Likely topics, best first.
        also: A second topic a message in two parts asks for.
        outside: What the message is instead, where no topic answers it.
        matter: A matter beside neutrality with a word of its own.
    """

    question: str
    outcome: ReadingOutcome
    topic: str | None
    verdict: Verdict | None
    confidence: float
    candidates: tuple[Ranked, ...]
    elapsed_ms: float
    also: tuple[str, ...] = ()
    outside: OutsideKind | None = None
    matter: Matter | None = None

    @property
    def offered(self) -> tuple[Ranked, ...]:
        """Two to four topics to choose from."""
        likely = tuple(one for one in self.candidates[:MAX_OFFERED] if one.score >= OFFERED_FROM)
        return likely if len(likely) >= LEAST_OFFERED else self.candidates[:LEAST_OFFERED]

    def as_json(self) -> dict[str, object]:
        """The object ``ask --jsonl`` prints."""
        return {
            "question": self.question,
            "outcome": self.outcome.value,
            "topic": self.topic,
            "verdict": self.verdict.value if self.verdict else None,
            "confidence": round(self.confidence, 4),
            "candidates": [{"topic": c.slug, "score": round(c.score, 4)} for c in self.candidates],
            "also": list(self.also),
            "outside": self.outside.value if self.outside else None,
            "elapsed_ms": round(self.elapsed_ms, 3),
        }


Look = tuple[Ranking, tuple[str, ...]]
"""How a message is ranked, and the second topic of one that asks for two things."""


@dataclass(frozen=True)
class MessageFacts:
    """What the rules tell of a message, whatever it is ranked as; each is asked only where it decides."""

    text: str
    topics: MatterTopics

    @cached_property
    def matter(self) -> Matter | None:
        """The matter it is about."""
        return matter_of(self.text)

    @cached_property
    def wishes_to_report(self) -> bool:
        """Whether somebody says that they report something."""
        return wishes_to_report(self.text)

    @cached_property
    def reports_elsewhere(self) -> bool:
        """Whether what is reported is none of ours."""
        return reports_elsewhere(self.text)

    @cached_property
    def rather_about(self) -> tuple[str, ...]:
        """Topics to offer where the model hears a plea for evasion and somebody honest asks."""
        return rather_about(self.text, self.topics)

    @cached_property
    def compares_with_others(self) -> bool:
        """Whether a role of another law is only what a civil servant is held against."""
        return compares_with_others(self.text)


@dataclass(frozen=True, slots=True)
class ReadingDecision:
    """What is done with a message, and why."""

    outcome: ReadingOutcome
    ranking: Ranking
    also: tuple[str, ...]
    matter: Matter | None


class Answerer:
    """Understands questions. Pure: same message, same reading."""

    def __init__(
        self,
        rulebook: Rulebook,
        vocabulary: VocabularyFile,
        model: QuestionModel,
        timer: Callable[[], float] = time.perf_counter,
        thresholds: Thresholds = THRESHOLDS,
    ) -> None:
        self._rulebook = rulebook
        self._normaliser = Normaliser(vocabulary.words)
        self._model = model
        self._ranker = Ranker(model, self._normaliser)
        self.talk = TalkReader(rulebook.speech.talk)
        self._topics = rulebook.speech.matters
        self._acts = Acts(rulebook, self._ranker)
        self._timer = timer
        self._thresholds = thresholds

    def read(self, text: str) -> Reading:
        """Understands one message by itself."""
        started = self._timer()
        asked = self.talk.after_talk(text)
        settled = self.settle(
            self.facts(text), self.look(text), (lambda: self.look(asked)) if asked != text else None
        )
        return self._reading(text, settled, (self._timer() - started) * 1000)

    def facts(self, text: str) -> MessageFacts:
        """What the rules tell of a message."""
        return MessageFacts(text, self._topics)

    def settle(
        self, told: MessageFacts, first: Look, behind: Callable[[], Look] | None = None
    ) -> ReadingDecision:
        """What is done with a message, from how it is ranked and from what is told by rule.

        ``behind`` ranks what stands behind a greeting: "assalamualaikum, …" must not eat the question.
        """
        (ranking, also), outcome = first, self._decided(first)
        if behind is not None and outcome not in (ReadingOutcome.ANSWER, ReadingOutcome.REPORT):
            second = behind()
            if (again := self._decided(second)) in (ReadingOutcome.ANSWER, ReadingOutcome.REPORT):
                (ranking, also), outcome = second, again
        if (
            outcome is ReadingOutcome.ANSWER
            and ranking.topics[0].slug in OTHERS_LAW
            and told.compares_with_others
        ):
            outcome, also = ReadingOutcome.CLARIFY, ()  # a soldier's law is not told of a civil servant
        mine = outcome is ReadingOutcome.ANSWER and ranking.topics[0].slug in self._topics.my_troubles
        if outcome is not ReadingOutcome.OUT_OF_SCOPE and not mine and told.wishes_to_report:
            outcome, also = ReadingOutcome.REPORT, ()
        elif outcome is ReadingOutcome.REPORT and told.reports_elsewhere:
            outcome = ReadingOutcome.OUT_OF_SCOPE
        matter = self._matter(told.matter, outcome, ranking)
        if matter in (Matter.CRIME, Matter.EVASION, Matter.REPRISAL):
            outcome = ReadingOutcome.OUT_OF_SCOPE
        elif outcome is ReadingOutcome.OUT_OF_SCOPE and told.rather_about:
            outcome, ranking = ReadingOutcome.CLARIFY, self._led_by(told.rather_about, ranking)
        return ReadingDecision(outcome, ranking, also, matter)

    def _led_by(self, slugs: tuple[str, ...], ranking: Ranking) -> Ranking:
        """The ranking with these topics first, and nothing else that is offered."""
        known = tuple(Ranked(slug, OFFERED_FROM) for slug in slugs if slug in self._rulebook.topics)
        rest = tuple(Ranked(one.slug, 0.0) for one in ranking.topics if one.slug not in slugs)
        return replace(ranking, topics=(*known, *rest)[: len(ranking.topics)])

    def _decided(self, look: Look) -> ReadingOutcome:
        ranking, also = look
        return self.decide(ranking, is_two_parts=bool(also))

    def _prefer(self, text: str, ranking: Ranking) -> Ranking:
        return self._acts.prefer(text, ranking, self._thresholds.answer, self._thresholds.allowed)

    def _matter(self, matter: Matter | None, outcome: ReadingOutcome, ranking: Ranking) -> Matter | None:
        """A matter of its own, where no topic answers better; a plea for evasion never hears "boleh"."""
        goes_first = matter in (Matter.MY_REPORT, Matter.REPRISAL)
        if matter is None or outcome is not ReadingOutcome.ANSWER or goes_first:
            return matter
        is_plea = matter is Matter.EVASION and not forbids(self._rulebook[ranking.topics[0].slug])
        return matter if is_plea else None

    def look(self, text: str) -> Look:
        """How a message is ranked, and the second topic of one that asks for two things."""
        cut = CutMessage.of(text)
        ranked = self._ranker.rank_parts(cut.pieces, cut.parts)
        return two_parts(cut, ranked, self._prefer, self._thresholds.part)

    def decide(self, ranking: Ranking, *, is_two_parts: bool) -> ReadingOutcome:
        """What is to be done with a message."""
        limits = self._thresholds
        if not ranking.words:
            return ReadingOutcome.CHITCHAT
        outside = sum(ranking.outside.values())
        best = ranking.topics[0]
        if ranking.outside[OutsideKind.REPORT] >= max(limits.report, best.score):
            return ReadingOutcome.REPORT
        others = outside - ranking.outside[OutsideKind.REPORT]
        if others >= limits.outside:
            is_talk = ranking.likeliest_outside is OutsideKind.CHITCHAT
            return ReadingOutcome.CHITCHAT if is_talk else ReadingOutcome.OUT_OF_SCOPE
        permissive = self._rulebook[best.slug].verdict in PERMISSIVE
        least = limits.part if is_two_parts else limits.answer  # each part was sure by itself
        enough = best.score >= (max(limits.allowed, least) if permissive else least)
        return ReadingOutcome.ANSWER if enough else ReadingOutcome.CLARIFY

    def _reading(self, text: str, settled: ReadingDecision, elapsed_ms: float) -> Reading:
        outcome, ranking = settled.outcome, settled.ranking
        topic = {
            ReadingOutcome.ANSWER: ranking.topics[0].slug,
            ReadingOutcome.REPORT: self._topics.reporting,
        }.get(outcome)
        if topic not in self._rulebook.topics:
            topic = None
        is_outside = outcome in (ReadingOutcome.OUT_OF_SCOPE, ReadingOutcome.CHITCHAT) and ranking.words
        return Reading(
            question=text,
            outcome=outcome,
            topic=topic,
            verdict=self._rulebook[topic].verdict if topic else None,
            confidence=self._model.confidence(ranking.topics[0].score),
            candidates=ranking.topics,
            elapsed_ms=elapsed_ms,
            also=settled.also if outcome is ReadingOutcome.ANSWER else (),
            outside=ranking.likeliest_outside if is_outside else None,
            matter=settled.matter,
        )
