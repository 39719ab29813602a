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
from rulebook.question_model import load_model
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import PERMISSIVE, THRESHOLDS, Answerer, Outcome, Thresholds
from services.guidance.ranker import Ranking

MOST_WRONG, MOST_REFUSED, LEAST_RECOGNISED, MOST_MISLEADING = 0.03, 0.025, 0.94, 0.003
PARTS = (0.6, 0.75, 0.9)
Look = tuple[Ranking, tuple[str, ...]]
TURNED_AWAY = (Outcome.OUT_OF_SCOPE, Outcome.CHITCHAT)


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
        allowed = min(answer + more, 0.95)
        yield Thresholds(answer=answer, allowed=allowed, outside=out, report=report, part=part)


def count(
    asked: Sequence[Asked],
    looks: Sequence[Look],
    answerer: Answerer,
    rulebook: Rulebook,
) -> Count:
    """What one set of thresholds makes of questions that were ranked already."""
    answers = wrong = right = inside = refused = outside = recognised = misleading = 0
    for one, (ranking, also) in zip(asked, looks, strict=True):
        outcome, best = answerer.decide(ranking, is_two_parts=bool(also)), ranking.topics[0].slug
        answered = outcome is Outcome.ANSWER
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
        misleading / len(asked),
    )


def run(console: Console) -> None:
    """Prints what the rule chooses, beside what is in force."""
    rulebook, vocabulary, model = load_rulebook(), load_vocabulary(), load_model()
    asked = load_calibration()
    looks: dict[float, list[tuple[Ranking, tuple[str, ...]]]] = {
        part: [] for part in (THRESHOLDS.part, *PARTS)
    }
    for part, found in looks.items():
        looking = Answerer(rulebook, vocabulary, model, thresholds=replace(THRESHOLDS, part=part))
        found += [looking.look(one.text) for one in asked]

    def judged(limits: Thresholds) -> Count:
        deciding = Answerer(rulebook, vocabulary, model, thresholds=limits)
        return count(asked, looks[limits.part], deciding, rulebook)

    console.print(f"in force   {THRESHOLDS}\n           {judged(THRESHOLDS)}")
    kept = [(counted, one) for one in candidates() if (counted := judged(one)).keeps_the_rule]
    if not kept:
        console.print("no thresholds keep the rule")
        return
    counted, best = max(kept, key=lambda one: (one[0].right, -one[0].wrong))
    console.print(f"by rule    {best}\n           {counted}")
