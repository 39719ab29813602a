"""Follow-ups lean on the last topic; whole questions do not."""

from __future__ import annotations

import pytest

from services.guidance.answerer import Answerer, Outcome


@pytest.mark.parametrize("text", ["terus sanksinya?", "kalau cuma sekali?", "dasarnya apa", "itu kenapa"])
def test_a_short_follow_up_is_about_the_last_topic(answerer: Answerer, text: str) -> None:
    alone = answerer.read(text)
    leaning = answerer.read(text, last_topic="kendaraan-dinas")
    assert "kendaraan-dinas" in [one.slug for one in leaning.offered]
    assert alone.topic != "kendaraan-dinas"
    assert leaning.outcome in (Outcome.ANSWER, Outcome.CLARIFY)


def test_a_whole_question_stands_by_itself(answerer: Answerer) -> None:
    text = "kalau jadi saksi partai di TPS boleh tidak?"
    assert answerer.read(text, last_topic="kendaraan-dinas").topic == answerer.read(text).topic == "saksi-tps"


def test_an_unknown_last_topic_is_left_alone(answerer: Answerer) -> None:
    assert answerer.read("kalau begitu?", last_topic="tidak-ada") == answerer.read("kalau begitu?")
