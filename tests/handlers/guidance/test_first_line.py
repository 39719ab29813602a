"""Cards, groups, inline lists, quiz, reminders and pictures tell a topic with one and the same first line."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from handlers.calendar.texts import remind
from handlers.guidance.texts import ask, inline, pictures
from handlers.platform.texts.common import MARKS, verdict_line
from rulebook.elections import ElectionKind, load_elections
from rulebook.loader import load_rulebook
from rulebook.model import Topic, Verdict
from rulebook.quiz import load_quiz
from rulebook.reminders import load_reminder_rules
from services.calendar.reminders import reminders_of
from services.guidance.quiz import Quiz, explanation
from services.platform.drawing.canvas import block
from services.platform.drawing.share_card import INNER
from tests.repeatable import SeededRandomness

RULEBOOK, BOOK, REMINDERS = load_rulebook(), load_quiz(), load_reminder_rules()
TOPICS = sorted(RULEBOOK, key=lambda topic: topic.slug)
REMINDER = next(
    one for election in load_elections() for one in reminders_of(election, REMINDERS) if one.topic
)


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_every_place_begins_with_it(topic: Topic) -> None:
    line = plain(verdict_line(topic))
    assert line == f"{MARKS[topic.verdict]} {topic.first_line}"
    pages = (
        ask.card(topic),
        ask.short_card(topic),
        *ask.full(topic),
        *ask.law(topic, RULEBOOK),
        *ask.sanction(topic),
        *ask.sides(topic),
    )
    for page in pages:
        assert plain(page).splitlines()[0].startswith(line)
    assert plain(ask.share_caption(topic, "")).startswith(f"{line}: ")
    assert inline.title(topic).startswith(MARKS[topic.verdict])
    assert inline.description(topic).startswith(f"{topic.first_line}. ")
    drawn = pictures.card(topic, "@bot")
    assert (drawn.first_line, drawn.verdict) == (topic.first_line, topic.verdict.value)
    size = 72 if len(topic.first_line) < 24 else 52
    assert " ".join(block(drawn.first_line, "Bold", size, INNER, 3).lines) == topic.first_line
    for day in (REMINDER.day, date(2030, 1, 1)):
        told = plain(remind.reminder(replace(REMINDER, topic=topic.slug), topic, day))
        assert f"{topic.title}\n{line}. " in told


def test_explanations_of_the_quiz_begin_with_it() -> None:
    for slug in BOOK.perbuatan:
        assert explanation(RULEBOOK[slug], RULEBOOK[slug].short).startswith(f"{RULEBOOK[slug].first_line}.")
    seen = set()
    for seed in range(60):
        for question in Quiz(RULEBOOK, BOOK, SeededRandomness(seed)).new_round().questions:
            assert question.why.startswith(f"{RULEBOOK[question.topic].first_line}."), question.topic
            seen.add(question.topic)
    assert len(seen) > len(BOOK.pilihan)


def test_a_first_line_never_opens_with_leave_that_is_taken_back() -> None:
    """Who reads one line only, tired, must not read "boleh" where something is forbidden or depends."""
    for topic in TOPICS:
        opens = topic.first_line.casefold()
        if topic.verdict is Verdict.FORBIDDEN:
            assert topic.first_line == Verdict.FORBIDDEN.label
        elif topic.verdict is not Verdict.ALLOWED:
            assert not opens.startswith(("boleh", "aman", "tidak apa", "silakan", "bebas")), topic.slug


def test_reminders_to_vote_do_not_send_soldiers_and_police_to_the_polls() -> None:
    seen = 0
    for election in load_elections():
        for one in reminders_of(election, REMINDERS):
            if one.kind.value in ("pemungutan-mendekat", "pemungutan"):
                told = plain(remind.reminder(one, RULEBOOK[one.topic], one.day))
                assert told.index("TNI dan Polri tidak memilih") < told.index(RULEBOOK[one.topic].title)
                seen += 1
    assert seen


def test_village_elections_are_told_with_their_own_topic() -> None:
    for election in load_elections():
        village = election.model_copy(update={"kind": ElectionKind.VILLAGE})
        found = reminders_of(village, REMINDERS)
        assert {one.topic for one in found} == ({"pilkades"} if found else set())
    assert found
