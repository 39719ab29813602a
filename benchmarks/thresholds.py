"""From when on to answer, by a rule that was written down before it was used.

On the questions of ``rulebook/calibration`` and on nothing else: of all thresholds under which at most 3 % of
the answers are wrong, at most 2.5 % of what is in scope is refused, at least 94 % of what is outside is
recognised, and at most 0.3 % of the messages get a permissive answer instead of a prohibition, those that
answer most at once rightly. These are the limits asked for on sets nobody tuned on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from rich.console import Console

from rulebook.calibration import Asked, load_calibration
from rulebook.loader import Rulebook, load_rulebook
from rulebook.model import Verdict
from rulebook.question_model import QuestionModel, load_model
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import (
    PERMISSIVE,
    THRESHOLDS,
    Answerer,
    Look,
    MessageFacts,
    ReadingDecision,
    ReadingOutcome,
    Thresholds,
)

MOST_WRONG, MOST_REFUSED, LEAST_RECOGNISED, MOST_MISLEADING = 0.03, 0.025, 0.94, 0.003
PARTS = (0.6, 0.75, 0.9)
TURNED_AWAY = (ReadingOutcome.OUT_OF_SCOPE, ReadingOutcome.CHITCHAT)


@dataclass(frozen=True)
class Count:
    """What became of the questions, in shares from 0 to 1."""

    right: float
    wrong: float
    refused: float
    recognised: float
    misleading: float

    @property
    def keeps_the_rule(self) -> bool:
        """Whether it is within every limit."""
        return (
            self.wrong <= MOST_WRONG
            and self.refused <= MOST_REFUSED
            and self.recognised >= LEAST_RECOGNISED
            and self.misleading <= MOST_MISLEADING
        )


def candidates() -> Iterator[Thresholds]:
    """A grid; what is permissive never needs less than what is not."""
    steps = [round(float(one), 2) for one in np.arange(0.40, 0.91, 0.02)]
    outside = [round(float(one), 2) for one in np.arange(0.30, 0.71, 0.05)]
    for answer, more, out, report, part in product(steps, (0.0, 0.1), outside, (0.4, 0.5, 0.6), PARTS):
        allowed = round(min(answer + more, 0.95), 2)
        yield Thresholds(answer=answer, allowed=allowed, outside=out, report=report, part=part)


@dataclass(frozen=True)
class Looked:
    """One question as it is ranked: whole, and what stands behind a greeting; and what the rules tell."""

    asked: Asked
    told: MessageFacts
    first: Look
    behind: Look | None

    def settled(self, answerer: Answerer) -> ReadingDecision:
        """What the answerer does with it."""
        behind = self.behind
        return answerer.settle(self.told, self.first, None if behind is None else lambda: behind)


def count(questions: Sequence[Looked], answerer: Answerer, rulebook: Rulebook) -> Count:
    """What one set of thresholds makes of questions that were ranked already."""
    answers = wrong = right = inside = refused = outside = recognised = misleading = 0
    for looked in questions:
        one, settled = looked.asked, looked.settled(answerer)
        outcome, best = settled.outcome, settled.ranking.topics[0].slug
        answered = outcome is ReadingOutcome.ANSWER
        fits = answered and best in one.accept
        answers += answered
        wrong += answered and not fits
        misleading += (
            answered
            and not fits
            and bool(one.accept)
            and rulebook[best].verdict in PERMISSIVE
            and rulebook[one.accept[0]].verdict is Verdict.FORBIDDEN
        )
        if one.accept and one.kind != "report":
            inside += 1
            right += fits
            refused += outcome in TURNED_AWAY
        elif one.kind != "chitchat" and not one.accept:
            outside += 1
            recognised += outcome in TURNED_AWAY
    return Count(
        right / inside,
        wrong / max(answers, 1),
        refused / inside,
        recognised / outside,
        misleading / len(questions),
    )


class Judge:
    """Counts what thresholds make of the questions of ``rulebook/calibration``, each read once a part."""

    def __init__(self, rulebook: Rulebook, model: QuestionModel) -> None:
        self._rulebook = rulebook
        self._vocabulary = load_vocabulary()
        self._model = model
        self._asked = load_calibration()
        self._looked: dict[float, list[Looked]] = {}

    def count(self, limits: Thresholds) -> Count:
        """What these thresholds make of all questions."""
        if limits.part not in self._looked:
            reader = self._answerer(replace(THRESHOLDS, part=limits.part))
            self._looked[limits.part] = [look(reader, one) for one in self._asked]
        return count(self._looked[limits.part], self._answerer(limits), self._rulebook)

    def _answerer(self, limits: Thresholds) -> Answerer:
        return Answerer(self._rulebook, self._vocabulary, self._model, thresholds=limits)


def look(reader: Answerer, one: Asked) -> Looked:
    """One question as a reader ranks it."""
    rest = reader.talk.after_talk(one.text)
    behind = reader.look(rest) if rest != one.text else None
    return Looked(one, reader.facts(one.text), reader.look(one.text), behind)


def worth(counted: Count) -> tuple[float, float]:
    """Of thresholds that keep the rule, the one with the highest worth is chosen."""
    return counted.right, -counted.wrong


def run(console: Console) -> None:
    """Prints what the rule chooses, beside what is in force."""
    judge = Judge(load_rulebook(), load_model())
    console.print(f"in force   {THRESHOLDS}\n           {judge.count(THRESHOLDS)}")
    kept = [(counted, one) for one in candidates() if (counted := judge.count(one)).keeps_the_rule]
    if not kept:
        console.print("no thresholds keep the rule")
        return
    counted, best = max(kept, key=lambda one: worth(one[0]))
    console.print(f"by rule    {best}\n           {counted}")
