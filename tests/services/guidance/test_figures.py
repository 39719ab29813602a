"""What is promised of understanding, on questions written without sight of the examples (tests/data/questions)."""

from __future__ import annotations

import pytest

from benchmarks.questions import Measured, load_questions, measure
from rulebook.loader import Rulebook
from rulebook.outside import load_outside
from services.guidance.answerer import Answerer

SEEN = ("development", "calibration")
"""Thresholds and confidence were set on the second; the first was written from the topics."""
SETS = (*SEEN, "test", "oblique", "plain", "kept", "pages")
FAR = ("kept", "pages")
"""The last two are the hardest: hurried people, real pages. Nobody looked at what becomes of them."""


@pytest.fixture(scope="module", params=SETS)
def measured(request: pytest.FixtureRequest, answerer: Answerer, rulebook: Rulebook) -> tuple[Measured, bool]:
    name = str(request.param)
    return measure(answerer.read, load_questions(name), rulebook), name in FAR


def test_the_right_topic_comes_first(measured: tuple[Measured, bool]) -> None:
    found, far = measured
    assert found.first >= (0.90 if far else 0.92)
    assert found.among_four >= (0.97 if far else 0.98)
    assert found.at_once >= (0.81 if far else 0.85)


def test_what_is_outside_is_recognised_and_what_is_inside_is_not_refused(
    measured: tuple[Measured, bool],
) -> None:
    found, far = measured
    assert found.out_of_scope_recall >= (0.90 if far else 0.92)
    assert found.refused <= 0.03


def test_confident_answers_are_right_and_boleh_never_misleads(measured: tuple[Measured, bool]) -> None:
    found, _ = measured
    assert found.wrong_answers <= 0.04
    assert found.misleading <= 0.005


def test_probabilities_mean_what_they_say(measured: tuple[Measured, bool]) -> None:
    found, far = measured
    assert found.calibration_error <= (0.06 if far else 0.03)


@pytest.mark.parametrize("name", SETS)
def test_no_measuring_question_is_an_example(rulebook: Rulebook, name: str) -> None:
    """But for greetings: there is one way to write "makasih", and it has to be understood."""
    outside = (one for kind in load_outside().values() for one in kind.examples if len(one.split()) > 5)
    examples = {
        " ".join(text.casefold().split())
        for text in (*(one for some in rulebook.examples.values() for one in some), *outside)
    }
    asked = {" ".join(question.text.casefold().split()) for question in load_questions(name)}
    assert not asked & examples
