"""Questions that people would ask; none of them is an example of the rulebook."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.loader import load_rulebook
from rulebook.model import Verdict
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import ALLOWED_FROM, MAX_OFFERED, Answerer, Outcome

RULEBOOK = load_rulebook()
ANSWERER = Answerer(RULEBOOK, load_vocabulary(), timer=lambda: 0.0)


def offered(question: str) -> list[str]:
    """What a person would see: the answer, or the choice."""
    reading = ANSWERER.read(question)
    if reading.outcome is Outcome.ANSWER:
        assert reading.topic is not None
        return [reading.topic]
    return [one.slug for one in reading.candidates[:MAX_OFFERED]]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        (
            "berapa hari lagi waktu saya banding kalau SK hukumannya baru diterima kemarin?",
            "hak-membela-diri",
        ),
        ("denda di pasal 494 sekarang masih ada kurungannya?", "sanksi-pidana"),
        ("kasn udah ga ada, lapornya kemana dong yg ngawasin", "siapa-mengawasi"),
        ("uu asn 2014 masih dipake ga buat dasar surat edaran", "dasar-hukum"),
        ("kalo jd saksi caleg di tps sehari doang gmn", "saksi-tps"),
        ("bidan nyelipin kartu nama caleg pas imunisasi", "nakes"),
        ("kelingking ungu abis nyoblos boleh diupload?", "hari-pemungutan-di-tps"),
        ("suami sy cawabup, sy guru pns boleh nemenin kampanye?", "suami-istri-calon"),
    ],
)
def test_the_right_topic_is_answered_or_offered(question: str, topic: str) -> None:
    assert topic in offered(question)


@pytest.mark.parametrize(
    "question", ["resep rendang padang", "besok hujan ga di bogor", "harga emas antam hari ini"]
)
def test_what_is_far_from_the_law_is_not_answered(question: str) -> None:
    assert ANSWERER.read(question).outcome is Outcome.OUT_OF_SCOPE


@pytest.mark.parametrize("text", ["halo min", "assalamualaikum", "makasih ya", "👍", "", "   "])
def test_greetings_are_no_questions(text: str) -> None:
    assert ANSWERER.read(text).outcome is Outcome.CHITCHAT


def test_a_wish_to_report_is_heard() -> None:
    reading = ANSWERER.read("saya mau lapor camat yang bagi-bagi kaus calon")
    assert reading.outcome is Outcome.REPORT
    assert reading.topic == "cara-melapor"


def test_allowed_needs_more_certainty_than_forbidden() -> None:
    for topic in RULEBOOK:
        for question in topic.examples[:2]:
            reading = ANSWERER.read(f"tolong dong {question} makasih")
            if reading.outcome is Outcome.ANSWER and reading.verdict in (
                Verdict.ALLOWED,
                Verdict.CONDITIONAL,
            ):
                assert reading.confidence >= ALLOWED_FROM


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=700))
def test_no_text_breaks_it_and_the_same_text_reads_the_same(text: str) -> None:
    reading = ANSWERER.read(text)
    assert reading == ANSWERER.read(text)
    assert 0.0 <= reading.confidence <= 1.0
    assert (reading.topic is None) == (reading.verdict is None)


def test_the_json_of_a_reading_is_what_the_command_line_promises() -> None:
    found = json.loads(json.dumps(ANSWERER.read("boleh ga like postingan calon bupati?").as_json()))
    assert list(found) == [
        "question",
        "outcome",
        "topic",
        "verdict",
        "confidence",
        "candidates",
        "elapsed_ms",
    ]
    assert all(set(one) == {"topic", "score"} for one in found["candidates"])
