"""Messages in two parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.guidance.answerer import Answerer, ReadingOutcome
from services.guidance.clauses import LEAST_WORDS, MAX_CUTS, joints


@given(st.text(alphabet="ab ,.?!dan\n", max_size=600))
def test_cuts_are_few_and_lose_nothing_but_the_joint(text: str) -> None:
    found = joints(text)
    assert len(found) <= MAX_CUTS
    for joint in found:
        left, right = text[: joint.start()], text[joint.end() :]
        assert left + joint[0] + right == text
        assert min(len(left.split()), len(right.split())) >= LEAST_WORDS


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        (
            "boleh ga pake mobil dinas ke acara kampanye? terus kalau istri saya nyaleg saya harus cuti?",
            {"kendaraan-dinas", "suami-istri-calon"},
        ),
        (
            "ancaman pidana buat ASN yang jadi tim kampanye apa, dan ke mana saya mengajukan banding administratif?",
            {"sanksi-pidana", "hak-membela-diri"},
        ),
    ],
)
def test_both_topics_of_a_double_question_are_named(answerer: Answerer, text: str, topics: set[str]) -> None:
    reading = answerer.read(text)
    assert reading.outcome is ReadingOutcome.ANSWER
    assert {reading.topic, *reading.also} == topics


def test_one_question_in_two_sentences_stays_one(answerer: Answerer) -> None:
    reading = answerer.read("Saya guru PNS. Bolehkah saya mengacungkan jari saat foto bersama murid?")
    assert reading.topic == "pose-jari"
    assert reading.also == ()


def test_who_somebody_is_makes_no_second_question(answerer: Answerer) -> None:
    reading = answerer.read("saya warga biasa. mobil dinas camat dipake kampanye")
    assert reading.topic == "kendaraan-dinas"
    assert reading.also == ()


def test_a_question_that_names_nothing_is_no_second_one(answerer: Answerer) -> None:
    reading = answerer.read("saya camat, diundang syukuran calon bupati, boleh dateng ga pak?")
    assert reading.topic == "jamuan-hajatan-calon"
    assert reading.also == ()
