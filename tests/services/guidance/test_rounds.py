"""Rounds are fair, fit Telegram, and say only what the rulebook says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rulebook.loader import load_rulebook
from rulebook.model import Verdict
from rulebook.quiz import MAX_EXPLANATION, MAX_OPTION, MAX_QUESTION, load_quiz
from services.guidance.quiz import QUESTIONS, Quiz, Round, explanation
from tests.repeatable import SeededRandomness

RULEBOOK, BOOK = load_rulebook(), load_quiz()


@given(st.integers(0, 10**6))
def test_every_round_is_sound(seed: int) -> None:
    one = Quiz(RULEBOOK, BOOK, SeededRandomness(seed)).new_round()
    assert len(one.questions) == QUESTIONS
    assert len({question.topic for question in one.questions}) == QUESTIONS
    for question in one.questions:
        assert 0 <= question.right < len(question.options)
        assert len(set(question.options)) == len(question.options) >= 2
        assert len(f"5/5. {question.ask}") <= MAX_QUESTION
        assert all(1 <= len(option) <= MAX_OPTION for option in question.options)
        assert len(question.why) <= MAX_EXPLANATION
        assert question.why.count("\n") <= 2
    rights = [question.options[question.right] for question in one.questions]
    assert set(rights) != {Verdict.FORBIDDEN.label}
    assert Round.from_json(one.as_json()) == one


def test_the_right_option_stands_in_every_place() -> None:
    quiz = Quiz(RULEBOOK, BOOK, SeededRandomness(5))
    places = {
        question.right
        for _ in range(30)
        for question in quiz.new_round().questions
        if len(question.options) == 4
    }
    assert places == {0, 1, 2, 3}


def test_verdicts_are_those_of_the_rulebook() -> None:
    quiz = Quiz(RULEBOOK, BOOK, SeededRandomness(1))
    seen = 0
    for _ in range(40):
        for question in quiz.new_round().questions:
            if question.ask.endswith("ini…"):
                assert question.options[question.right] == RULEBOOK[question.topic].verdict.label
                seen += 1
    assert seen


def test_answers_are_counted() -> None:
    one = Quiz(RULEBOOK, BOOK, SeededRandomness(1)).new_round()
    tags = set()
    for n in range(QUESTIONS):
        tags.add(one.tag)
        right = one.questions[one.at].right
        one = one.answered(right if n else (right + 1) % len(one.questions[one.at].options))
    assert one.is_over
    assert one.score == QUESTIONS - 1
    assert len(tags) == QUESTIONS


def test_an_explanation_ends_with_a_whole_sentence() -> None:
    for slug in BOOK.perbuatan:
        assert explanation(RULEBOOK[slug], RULEBOOK[slug].short)[-1] in ".!?…"
    assert explanation(RULEBOOK["pose-jari"], "Satu. " + "x" * 300) == "Dilarang. Satu."


def test_nothing_of_an_explanation_written_by_hand_is_cut() -> None:
    for one in BOOK.pilihan:
        told = explanation(RULEBOOK[one.topic], one.why)
        assert told == f"{RULEBOOK[one.topic].first_line}. {one.why}"
