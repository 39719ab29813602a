"""The quiz: five questions from the rulebook; order and options shuffled by injected randomness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from core.randomness import Randomness
from core.text import cap
from rulebook.loader import Rulebook
from rulebook.model import Topic, Verdict
from rulebook.quiz import MAX_EXPLANATION, QuizBook, first_words
from storage.platform import lifetimes

QUESTIONS = 5
CHOICES = 2
"""How many of the five have answers of their own; the rest ask for a verdict."""
KEPT_FOR = lifetimes.QUIZ
MEMORY = "quiz"
VERDICT_OPTIONS = (Verdict.FORBIDDEN, Verdict.CONDITIONAL, Verdict.ALLOWED)
"""Always in this order, from strict to free: shuffled verdicts would only be hard to read."""
TAG_BYTES = 4

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Question:
    """One poll: its words, and which option is right."""

    topic: str
    ask: str
    options: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True, slots=True)
class Round:
    """A quiz under way. ``run`` tells it from an older one; ``answers`` are right or wrong so far."""

    run: str
    questions: tuple[Question, ...]
    answers: tuple[bool, ...] = ()

    @property
    def at(self) -> int:
        """Number of the question that waits for an answer, from 0; equals the length when all are done."""
        return len(self.answers)

    @property
    def is_over(self) -> bool:
        """Whether every question is answered."""
        return self.at >= len(self.questions)

    @property
    def score(self) -> int:
        """How many were right."""
        return sum(self.answers)

    @property
    def tag(self) -> str:
        """The tag under which the message of the waiting question is remembered."""
        return f"quiz:{self.run}:{self.at}"

    def answered(self, option: int) -> Round:
        """The round after an answer to the waiting question."""
        right = self.questions[self.at].right == option
        return Round(self.run, self.questions, (*self.answers, right))

    def as_json(self) -> dict[str, Any]:
        """Plain JSON for the chat's memory, questions included: a new rulebook changes nothing under way."""
        return {
            "run": self.run,
            "questions": [[q.topic, q.ask, list(q.options), q.right, q.why] for q in self.questions],
            "answers": list(self.answers),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Round:
        """The round :meth:`as_json` wrote."""
        questions = tuple(Question(t, a, tuple(o), r, w) for t, a, o, r, w in kept["questions"])
        return cls(kept["run"], questions, tuple(kept["answers"]))


class Quiz:
    """Makes rounds."""

    def __init__(self, rulebook: Rulebook, book: QuizBook, randomness: Randomness) -> None:
        self._rulebook = rulebook
        self._book = book
        self._randomness = randomness

    def new_round(self) -> Round:
        """Five questions on five topics, verdicts and choices mixed."""
        choices = [self._choice(n) for n in self._drawn(range(len(self._book.pilihan)), CHOICES)]
        taken = {one.topic for one in choices}
        slugs = [slug for slug in self._book.perbuatan if slug in self._rulebook.topics and slug not in taken]
        verdicts = [self._verdict(slug) for slug in self._fair(slugs, QUESTIONS - CHOICES)]
        questions = tuple(self._drawn([*choices, *verdicts], QUESTIONS))
        return Round(self._randomness.bytes(TAG_BYTES).hex(), questions)

    def _fair(self, slugs: Sequence[str], count: int) -> list[str]:
        """Not all of one verdict: else "Dilarang" would always be a good guess."""
        mixed = [slug for slug in slugs if self._rulebook[slug].verdict is not Verdict.FORBIDDEN]
        first = self._drawn(mixed, 1)
        rest = [slug for slug in slugs if slug not in first]
        return [*first, *self._drawn(rest, count - len(first))]

    def _drawn(self, items: Sequence[Item], count: int) -> list[Item]:
        left = list(items)
        return [left.pop(self._randomness.below(len(left))) for _ in range(min(count, len(left)))]

    def _verdict(self, slug: str) -> Question:
        topic = self._rulebook[slug]
        return Question(
            slug,
            f"{self._book.perbuatan[slug]}\n\n{self._book.putusan}",
            tuple(one.label for one in VERDICT_OPTIONS),
            VERDICT_OPTIONS.index(topic.verdict),
            explanation(topic, topic.short),
        )

    def _choice(self, number: int) -> Question:
        one = self._book.pilihan[number]
        options = self._drawn([one.right, *one.wrong], 1 + len(one.wrong))
        why = explanation(self._rulebook[one.topic], one.why)
        return Question(one.topic, one.ask, tuple(options), options.index(one.right), why)


def explanation(topic: Topic, words: str) -> str:
    """The topic's first line, as its card begins, and as many whole sentences as an explanation may hold."""
    start = first_words(topic)
    kept = start
    for sentence in re.split(r"(?<=[.!?])\s+", words):
        longer = f"{kept} {sentence}"
        if len(longer) > MAX_EXPLANATION:
            break
        kept = longer
    return kept if kept != start else cap(f"{start} {words}", MAX_EXPLANATION)
