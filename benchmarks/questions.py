"""How well questions are understood: questions kept out of training, and what became of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rulebook.calibration import load_calibration
from rulebook.loader import Rulebook
from rulebook.model import Verdict
from services.guidance.answerer import PERMISSIVE, Reading, ReadingOutcome

QUESTIONS = Path(__file__).parent.parent / "tests" / "data" / "questions"
OFFERED = 4
BINS = 10
DRAWS = 400

Read = Callable[[str], Reading]


@dataclass(frozen=True)
class Question:
    """One message with the topics whose answers would serve it (none: out of scope)."""

    text: str
    accept: tuple[str, ...]
    kind: str
    voice: str = ""
    """Whose manner it has, where the set tells."""


def load_questions(name: str) -> list[Question]:
    """A set of ``tests/data/questions``, or ``calibration``: what confidence is fitted on."""
    if name == "calibration":
        return [Question(one.text, one.accept, one.kind) for one in load_calibration()]
    lines = (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows: Iterable[dict[str, Any]] = map(json.loads, lines)
    return [Question(row["text"], tuple(row["accept"]), row["kind"], row.get("voice", "")) for row in rows]


@dataclass(frozen=True)
class Measured:
    """Shares from 0 to 1, named as in the table of benchmarks/README.md."""

    at_once: float
    """Of all that is in scope, double questions too: answered at once, and rightly. An offer is no answer."""
    first: float
    among_four: float
    out_of_scope_recall: float
    refused: float
    wrong_answers: float
    misleading: float
    answered: float
    both_parts: float
    reports: float
    calibration_error: float

    def rows(self) -> list[tuple[str, float]]:
        """Label and share of each figure."""
        return [
            ("right answer at once, in scope", self.at_once),
            ("right topic first, in scope", self.first),
            ("right topic first or among four offered", self.among_four),
            ("out-of-scope recall", self.out_of_scope_recall),
            ("in-scope questions refused", self.refused),
            ("wrong topic given with confidence, of all answers", self.wrong_answers),
            ('"boleh" for what is forbidden, of all messages', self.misleading),
            ("in-scope questions answered at once", self.answered),
            ("both topics of a double question among four", self.both_parts),
            ("wishes to report recognised", self.reports),
            ("expected calibration error", self.calibration_error),
        ]


def measure(read: Read, questions: Sequence[Question], rulebook: Rulebook) -> Measured:
    """Reads every question and counts."""
    readings = [read(question.text) for question in questions]
    pairs = list(zip(questions, readings, strict=True))
    inside = [pair for pair in pairs if pair[0].kind in ("in", "real")]
    outside = [pair for pair in pairs if pair[0].kind in ("oos", "near", "harmful")]
    double = [pair for pair in pairs if pair[0].kind == "multi"]
    report = [pair for pair in pairs if pair[0].kind == "report"]
    answers = [pair for pair in pairs if pair[1].outcome is ReadingOutcome.ANSWER]
    turned_away = (ReadingOutcome.OUT_OF_SCOPE, ReadingOutcome.CHITCHAT)
    return Measured(
        at_once=_share(
            reading.outcome is ReadingOutcome.ANSWER and reading.topic in question.accept
            for question, reading in (*inside, *double)
        ),
        first=_share(question.accept and _best(reading) in question.accept for question, reading in inside),
        among_four=_share(bool(set(_four(reading)) & set(question.accept)) for question, reading in inside),
        out_of_scope_recall=_share(reading.outcome in turned_away for _, reading in outside),
        refused=_share(reading.outcome in turned_away for _, reading in inside),
        wrong_answers=_share(reading.topic not in question.accept for question, reading in answers),
        misleading=sum(_misleads(question, reading, rulebook) for question, reading in pairs) / len(pairs),
        answered=_share(reading.outcome is ReadingOutcome.ANSWER for _, reading in inside),
        both_parts=_share(set(question.accept[:2]) <= set(_four(reading)) for question, reading in double),
        reports=_share(reading.outcome is ReadingOutcome.REPORT for _, reading in report),
        calibration_error=calibration_error(
            [reading.confidence for _, reading in (*inside, *outside)],
            [_best(reading) in question.accept for question, reading in (*inside, *outside)],
        ),
    )


def _share(found: Iterable[object]) -> float:
    values = [bool(one) for one in found]
    return sum(values) / len(values) if values else 0.0


def _four(reading: Reading) -> tuple[str, ...]:
    return tuple(one.slug for one in reading.candidates[:OFFERED])


def _best(reading: Reading) -> str | None:
    return reading.candidates[0].slug if reading.candidates else None


def _misleads(question: Question, reading: Reading, rulebook: Rulebook) -> bool:
    """Whether a permissive answer was given to a question whose right answer is "dilarang"."""
    if reading.outcome is not ReadingOutcome.ANSWER or reading.verdict not in PERMISSIVE:
        return False
    if not question.accept or reading.topic in question.accept:
        return False
    return rulebook[question.accept[0]].verdict is Verdict.FORBIDDEN


def sure_and_right(read: Read, questions: Sequence[Question]) -> tuple[list[float], list[bool]]:
    """How sure each reading is of its first topic, and whether that is right."""
    asked = [question for question in questions if question.kind in ("in", "real", "oos", "near", "harmful")]
    readings = [read(question.text) for question in asked]
    right = [_best(reading) in question.accept for question, reading in zip(asked, readings, strict=True)]
    return [reading.confidence for reading in readings], right


def calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error over ten equal bins of confidence."""
    return _binned(np.array(confidence), np.array(right, dtype=float))


def unavoidable_error(confidence: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Calibration error that chance alone makes: mean, and what one set in twenty exceeds.

    A model whose confidence is exactly true shows an error, too: each bin's share of right ones strays from
    its mean, and the error counts every straying. Drawn :data:`DRAWS` times.
    """
    sure, chance = np.array(confidence), np.random.default_rng(seed)
    drawn = [_binned(sure, (chance.random(len(sure)) < sure).astype(float)) for _ in range(DRAWS)]
    return float(np.mean(drawn)), float(np.quantile(drawn, 0.95))


def _binned(sure: NDArray[np.float64], hit: NDArray[np.float64]) -> float:
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        (bins == one).mean() * abs(sure[bins == one].mean() - hit[bins == one].mean())
        for one in range(BINS)
        if (bins == one).any()
    ]
    return float(sum(gaps))


def confusions(read: Read, questions: Sequence[Question], most: int = 15) -> list[tuple[str, str, int]]:
    """Right topic, topic put first instead, how often; the commonest first."""
    wrong = Counter(
        (question.accept[0], _best(reading) or "-")
        for question in questions
        if question.kind == "in" and _best(reading := read(question.text)) not in question.accept
    )
    return [(right, given, count) for (right, given), count in wrong.most_common(most)]
