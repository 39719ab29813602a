"""Where understanding goes wrong: topics taken for each other, answers given against answers wrong, what more
examples would bring.

``python -m benchmarks understanding`` prints the first tables, ``... learning`` the last, which trains
three models.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from benchmarks.questions import (
    Question,
    calibration_error,
    load_questions,
    measure,
    sure_and_right,
    unavoidable_error,
)
from benchmarks.thresholds import count, look
from bot.app.understanding import question_model
from rulebook.build import calibrated, load_examples
from rulebook.calibration import Asked
from rulebook.loader import Rulebook, load_rulebook
from rulebook.question_model import QuestionModel
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import THRESHOLDS, Answerer

OURS = ("test", "oblique", "plain")
"""Written beside the examples, by others."""
NEARER = ("kept", "pages")
"""By writers who had seen nothing; a few lines were looked at."""
STRANGE = ("people", "forums")
"""By strangers; their wrong answers were read once."""
UNREAD = ("voices",)
"""By strangers, and never looked into: no table here tells what is in it."""
GROUPS = {"ours": OURS, "kept, pages": NEARER, "people, forums": STRANGE, "voices": UNREAD}
POOLED = {
    "ours": OURS,
    "kept, pages": NEARER,
    "people, forums": STRANGE,
    "these four": (*NEARER, *STRANGE),
    "these and voices": (*NEARER, *STRANGE, *UNREAD),
}
"""Sets taken together, so that there are enough lines to tell an error from chance."""
ANSWER_FROM = (0.30, 0.40, 0.50, 0.60, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95)
ALLOWED_MORE = 0.10
MOST_PAIRS = 20
SHARES = (0.25, 0.5, 0.75, 1.0)
SEED = 12


def _answerer(rulebook: Rulebook, model: QuestionModel) -> Answerer:
    return Answerer(rulebook, load_vocabulary(), model)


def _of(names: Sequence[str]) -> list[Question]:
    return [question for name in names for question in load_questions(name)]


def confused(answerer: Answerer, questions: Sequence[Question]) -> list[tuple[str, str, int, int]]:
    """Right topic, what was put first instead, how often, how often it was answered so; commonest first."""
    first: Counter[tuple[str, str]] = Counter()
    said: Counter[tuple[str, str]] = Counter()
    for question in questions:
        if question.kind not in ("in", "real") or not question.accept:
            continue
        reading = answerer.read(question.text)
        best = reading.candidates[0].slug
        if best not in question.accept:
            first[question.accept[0], best] += 1
            said[question.accept[0], best] += reading.topic == best
    return [(*pair, times, said[pair]) for pair, times in first.most_common(MOST_PAIRS)]


def _pairs(console: Console, answerer: Answerer) -> None:
    table = Table("asked", "put first instead", "times", "answered so", title="Topics taken for each other")
    for right, given, times, answered in confused(answerer, _of((*OURS, *NEARER, *STRANGE))):
        table.add_row(right, given, str(times), str(answered))
    console.print(table)


def _curve(console: Console, rulebook: Rulebook, model: QuestionModel) -> None:
    title = f"Right at once / wrong among answers, % (in force: {THRESHOLDS.answer})"
    table = Table("answer from", *GROUPS, title=title)
    reader = _answerer(rulebook, model)
    looked = {
        name: [look(reader, Asked(one.text, one.accept, one.kind)) for one in _of(sets)]
        for name, sets in GROUPS.items()
    }
    for least in ANSWER_FROM:
        limits = replace(THRESHOLDS, answer=least, allowed=min(least + ALLOWED_MORE, 0.97))
        moved = Answerer(rulebook, load_vocabulary(), model, thresholds=limits)
        counts = [count(some, moved, rulebook) for some in looked.values()]
        table.add_row(f"{least:.2f}", *(f"{100 * one.right:.1f} / {100 * one.wrong:.1f}" for one in counts))
    console.print(table)


def _sets(console: Console, rulebook: Rulebook, answerer: Answerer) -> None:
    names = ("calibration", *OURS, *NEARER, *STRANGE, *UNREAD)
    found = [measure(answerer.read, load_questions(name), rulebook).rows() for name in names]
    table = Table("", *names, title="By set, %")
    for at, (label, _) in enumerate(found[0]):
        table.add_row(label, *(f"{100 * rows[at][1]:.1f}" for rows in found))
    console.print(table)


def _calibration(console: Console, answerer: Answerer) -> None:
    """Beside what chance makes of a set of that size: on 400 lines 3 % is less than a true model shows."""
    title = "Expected calibration error, and what a model shows whose confidence is true, %"
    table = Table("sets", "lines", "error", "true model", "one set in twenty", title=title)
    alone = {name: (name,) for name in ("calibration", *OURS, *NEARER, *STRANGE, *UNREAD)}
    for name, sets in {**alone, **POOLED}.items():
        sure, right = sure_and_right(answerer.read, _of(sets))
        shares = (calibration_error(sure, right), *unavoidable_error(sure))
        table.add_row(name, str(len(sure)), *(f"{100 * one:.1f}" for one in shares))
    console.print(table)


def _voices(console: Console, rulebook: Rulebook, answerer: Answerer) -> None:
    table = Table("voice", *GROUPS, title="Right at once by voice, % (in scope)")
    asked = {name: _of(sets) for name, sets in GROUPS.items()}
    for voice in sorted({one.voice for some in asked.values() for one in some}):
        cells = []
        for some in asked.values():
            own = [one for one in some if one.voice == voice and one.kind in ("in", "real", "multi")]
            found = measure(answerer.read, own, rulebook).at_once if own else None
            cells.append("" if found is None else f"{100 * found:.1f} ({len(own)})")
        table.add_row(voice, *cells)
    console.print(table)


def run(console: Console) -> None:
    """By set and voice, with the expected calibration error; pairs of topics; the curve."""
    rulebook, model = load_rulebook(), question_model()
    answerer = _answerer(rulebook, model)
    _sets(console, rulebook, answerer)
    _voices(console, rulebook, answerer)
    _calibration(console, answerer)
    _pairs(console, answerer)
    _curve(console, rulebook, model)


def learning(console: Console) -> None:
    """Trained on a part of the examples, the same part of each label; about four minutes of two cores."""
    rulebook, examples = load_rulebook(), load_examples()
    random.Random(SEED).shuffle(examples)
    table = Table("examples", *GROUPS, title="Right topic first / right at once, %")
    for share in SHARES:
        taken: Counter[str] = Counter()
        of_label = Counter(one.label for one in examples)
        some = []
        for one in examples:
            if taken[one.label] < share * of_label[one.label]:
                taken[one.label] += 1
                some.append(one)
        model = question_model() if share == 1.0 else calibrated(some, lambda _: None)
        answerer = _answerer(rulebook, model)
        found = [measure(answerer.read, _of(sets), rulebook) for sets in GROUPS.values()]
        cells = (f"{100 * one.first:.1f} / {100 * one.at_once:.1f}" for one in found)
        table.add_row(f"{len(some):,}", *cells)
    console.print(table)
