"""Where the news is often wrong, the bot is right, however it is asked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.app.understanding import question_model
from rulebook.loader import load_rulebook
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import MAX_OFFERED, Answerer, ReadingOutcome
from tests.rulebook.test_topics import words_of

RULEBOOK = load_rulebook()
ANSWERER = Answerer(RULEBOOK, load_vocabulary(), question_model(), timer=lambda: 0.0)
TRAPS = tomllib.loads((Path(__file__).parents[1] / "data" / "traps.toml").read_text("utf-8"))["trap"]
ASKED = [(trap, question) for trap in TRAPS for question in trap["asks"]]


@pytest.mark.parametrize(("trap", "question"), ASKED, ids=[question for _, question in ASKED])
def test_each_wording_finds_the_topic_that_is_right(trap: dict[str, Any], question: str) -> None:
    reading = ANSWERER.read(question)
    offered = [one.slug for one in reading.candidates[:MAX_OFFERED]]
    assert trap["topic"] in ([reading.topic] if reading.outcome is ReadingOutcome.ANSWER else offered), (
        offered
    )


@pytest.mark.parametrize("trap", TRAPS, ids=[trap["name"] for trap in TRAPS])
def test_the_answer_says_what_is_true(trap: dict[str, Any]) -> None:
    topic = RULEBOOK[trap["topic"]]
    words = words_of(topic)
    for phrase in trap["says"]:
        assert phrase in words
    for phrase in trap.get("never", ()):
        for one in RULEBOOK:
            assert phrase not in words_of(one), one.slug
    if named := trap.get("title_of"):
        assert named["says"] in RULEBOOK.instruments[named["instrument"]].title


def test_there_are_ten_in_three_wordings_and_none_is_an_example() -> None:
    assert len(TRAPS) == 10
    examples = {" ".join(q.casefold().split()) for some in RULEBOOK.examples.values() for q in some}
    for trap in TRAPS:
        assert len(trap["asks"]) == 3
        assert not {question.casefold() for question in trap["asks"]} & examples
