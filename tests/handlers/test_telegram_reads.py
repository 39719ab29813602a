"""Telegram's own parser reads all that the bot can say: it refuses nothing, loses nothing, adds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from handlers.access.commands import ChatScope
from handlers.access.texts import code_words, doors
from handlers.guidance.texts import ask, group, talk
from handlers.guidance.texts.pages import visible_length
from handlers.platform.outgoing import MAX_CAPTION, MAX_TEXT
from services.guidance.matters import Matter
from tests.handlers.said import TOPICS, functions, said_by
from tests.handlers.test_texts import constants, visible
from tests.telegram_parser import MAX_SOURCE, Read, kind_of, parse_html, tappable
from tools.command_table import declared

PLAIN = {
    "announcements.announce.audience": "one line of a card, which escapes it",
    "announcements.announce.line": "a button",
    "calendar.calendar.today_line": "goes through what lays a card out, which escapes it",
    "calendar.elections.where": "one line of a draft, which escapes it",
    "calendar.subscribe.as_typed": "a button",
    "casework.handover.original_file": "the name of a file",
    "casework.report.with_count": "a button",
    "casework.roles.line": "a button",
    "guidance.quiz.progress": "the question of a poll",
    "reporting.hints.mask_one": "a button",
    "reporting.report.note_in_words": "part of a line, which escapes it",
    "reporting.report.day_in_words": "part of a line, which escapes it",
}
"""What is no HTML: where it stands in HTML, who puts it there escapes it."""
PARTS = {"reporting.report.fields": "laid out on pages by what shows a report"}
"""HTML that is never a message by itself, so that it may be longer."""
ADDRESSES = {
    "aduankonten.id": "where content is reported",
    "cekfakta.com": "where a claim is looked up",
    "jarimuawasipemilu.bawaslu.go.id": "where Bawaslu takes reports",
    "lapor.go.id": "where the public complains",
    "sbt.bkn.go.id": "where a civil servant's complaint goes",
    "sigaplapor.bawaslu.go.id": "where Bawaslu takes reports",
}
"""What may be tapped though no link was made of it: an office's address that people are to visit."""
IN_PRIVATE = {name for one in declared() for name in one.names}
IN_GROUPS = {name for one in declared() if ChatScope.GROUP in one.where for name in one.names}

_TAG = re.compile(r"<[a-z][^>]*>")
_LINK = re.compile(r'<a href="([^"]*)">')


def read(html: str, most: int, commands: set[str]) -> Read:
    """Fails where Telegram refuses the text, loses some of it, or makes of it what it is not meant to be."""
    assert len(html.encode()) <= MAX_SOURCE
    found = parse_html(html)
    assert found.text == visible(html), "people read what was written"
    assert visible_length(html) == len(found.text) <= most, "counted as Telegram counts"
    assert len(found.entities) == len(_TAG.findall(html)), "no formatting is lost"
    links = [one for one in found.entities if kind_of(one) == "TextUrl"]
    assert [one["url"] for one in links] == _LINK.findall(html), "no link is lost or changed"
    for kind, words in tappable(found):
        known = words[1:] in commands if kind == "BotCommand" else kind == "Url" and words in ADDRESSES
        assert known, f"{words} becomes a {kind} by itself"
    return found


FUNCTIONS = [
    pytest.param(name, function, id=name)
    for name, function in functions()
    if name not in PLAIN and name not in PARTS
]


@pytest.mark.parametrize(("name", "function"), FUNCTIONS)
def test_what_is_made_of_values_is_read_as_meant(name: str, function: Callable[..., Any]) -> None:
    said = said_by(function)
    assert said, "something is said"
    for html in said:
        read(html, MAX_CAPTION if "caption" in name else MAX_TEXT, IN_PRIVATE)


@pytest.mark.parametrize(("name", "html"), list(constants()))
def test_what_stands_fast_is_read_as_meant(name: str, html: str) -> None:
    read(html, MAX_CAPTION if "CAPTION" in name else MAX_TEXT, IN_PRIVATE)


SAID_IN_GROUPS = [
    *(value for name, value in vars(group).items() if name.isupper()),
    *(ask.short_card(topic) for topic in TOPICS),
    *(talk.MATTERS[matter] for matter in (Matter.EVASION, Matter.REPRISAL)),
    talk.THANKS,
    doors.COMMAND_ONLY_PRIVATE,
    code_words.IN_GROUP,
]


def test_in_a_group_nothing_can_be_tapped_that_is_not_answered_there() -> None:
    for html in SAID_IN_GROUPS:
        read(html, MAX_TEXT, IN_GROUPS)


def test_commands_of_a_rule_are_read_in_other_chats_but_not_tapped() -> None:
    cards = [ask.short_card(topic) for topic in TOPICS]
    told = [card for card in cards if "/jadwal" in visible(card)]
    assert told, "a rule names a command"
    assert all(f"<code>/jadwal</code> {ask.IN_PRIVATE}" in card for card in told)


def test_what_is_no_html_is_named_rightly() -> None:
    """A name that is gone, or that is HTML after all, would hide a text from the test above."""
    known = dict(functions())
    assert {*PLAIN, *PARTS} <= set(known)
