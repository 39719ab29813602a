"""What is promised of understanding, on questions written without sight of the examples (tests/data/questions)."""

from __future__ import annotations

import pytest

from benchmarks.questions import Measured, load_questions, measure
from rulebook.loader import Rulebook
from services.guidance.answerer import Answerer

SETS = ("development", "calibration", "test", "oblique", "plain")


@pytest.fixture(scope="module", params=SETS)
def measured(request: pytest.FixtureRequest, answerer: Answerer, rulebook: Rulebook) -> Measured:
    return measure(answerer.read, load_questions(request.param), rulebook)


def test_the_right_topic_comes_first(measured: Measured) -> None:
    assert measured.first >= 0.92
    assert measured.among_four >= 0.98


def test_what_is_outside_is_recognised_and_what_is_inside_is_not_refused(measured: Measured) -> None:
    assert measured.out_of_scope_recall >= 0.92
    assert measured.refused <= 0.03


def test_confident_answers_are_right_and_boleh_never_misleads(measured: Measured) -> None:
    assert measured.wrong_answers <= 0.04
    assert measured.misleading <= 0.005


def test_probabilities_mean_what_they_say(measured: Measured) -> None:
    assert measured.calibration_error <= 0.05


@pytest.mark.parametrize("name", SETS)
def test_no_measuring_question_is_an_example(rulebook: Rulebook, name: str) -> None:
    examples = {" ".join(text.casefold().split()) for topic in rulebook for text in topic.examples}
    asked = {" ".join(question.text.casefold().split()) for question in load_questions(name)}
    assert not asked & examples
