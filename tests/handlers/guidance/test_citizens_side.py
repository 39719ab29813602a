"""A citizen reads what officials may not do and how to report it, not a prohibition that is not theirs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from handlers.guidance.cards import Cards
from handlers.guidance.texts import ask, citizen
from handlers.platform.texts.common import verdict_line
from rulebook.loader import load_rulebook
from rulebook.model import Actor, Topic, Verdict

RULEBOOK = load_rulebook()
OF_OTHERS = [topic for topic in RULEBOOK if topic.has_citizens_side]
OWN = [topic for topic in RULEBOOK if not topic.has_citizens_side]
ASKED_MOST = (
    "lurah-camat",
    "bansos-program",
    "kendaraan-dinas",
    "fasilitas-kantor",
    "mengajak-bawahan",
    "kepala-desa-perangkat",
    "guru-dosen",
    "tni-polri",
    "medsos-like-share-komentar",
    "foto-bersama-calon",
    "keputusan-menguntungkan",
)


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("topic", OF_OTHERS, ids=lambda topic: topic.slug)
def test_it_names_who_is_bound_and_how_to_report(topic: Topic) -> None:
    html, rows = Cards(RULEBOOK, lambda _: "").card(topic, datetime(2026, 1, 1, tzinfo=UTC), Actor.CITIZEN)
    shown = plain(html)
    opens = shown.splitlines()[0]
    assert opens.startswith(plain(verdict_line(topic))), "the one first line stays"
    if topic.verdict is Verdict.FORBIDDEN:
        assert opens == f"{plain(verdict_line(topic))} bagi {citizen.bound(topic)}"
    assert f"{citizen.FOR_YOU}: {citizen.meaning(topic)}" in shown
    assert "Bawaslu atau Panwascam sebelum lewat 7 hari" in shown
    assert "Yang aman dilakukan" not in shown, "that is said to those who are bound"
    assert "Dasar: " in shown
    data = [button.as_json()["callback_data"] for button in rows[0]]
    assert data == ["report:start", "ask:topic:cara-melapor"]


@pytest.mark.parametrize("topic", OWN, ids=lambda topic: topic.slug)
def test_what_binds_or_explains_to_everyone_stays_as_it_is(topic: Topic) -> None:
    assert topic.short in plain(ask.card(topic, "", Actor.CITIZEN))


def test_topics_that_citizens_ask_most_have_words_of_their_own() -> None:
    assert [slug for slug in ASKED_MOST if not RULEBOOK[slug].citizen] == []


def test_nobody_else_reads_it_on_the_card() -> None:
    for topic in OF_OTHERS:
        for role in (None, Actor.PNS, Actor.PPPK):
            assert citizen.FOR_YOU not in ask.card(topic, "", role)
        assert citizen.meaning(topic) in plain("".join(ask.full(topic))), "but the whole answer has it"
