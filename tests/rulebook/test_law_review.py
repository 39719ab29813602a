"""What a legal officer found misleading stays mended, however it is asked (tests/data/law_review.toml)."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from bot.app.understanding import question_model
from handlers.guidance.texts import ask as texts
from rulebook.loader import load_rulebook
from rulebook.model import Actor, SanctionClass, Topic
from rulebook.quiz import load_quiz
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import MAX_OFFERED, Answerer, ReadingOutcome

RULEBOOK = load_rulebook()
ANSWERER = Answerer(RULEBOOK, load_vocabulary(), question_model(), timer=lambda: 0.0)
FINDINGS = tomllib.loads((Path(__file__).parents[1] / "data" / "law_review.toml").read_text("utf-8"))[
    "finding"
]
ASKED = [(one, question) for one in FINDINGS for question in one["asks"]]
IDS = [one["name"] for one in FINDINGS]


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def first_lines(topic: Topic) -> str:
    """What a skimming person sees: the card down to its short answer."""
    return plain(texts.short_card(topic)).split("Dasar:")[0]


@pytest.mark.parametrize(("finding", "question"), ASKED, ids=[question for _, question in ASKED])
def test_each_wording_finds_the_topic_that_was_mended(finding: dict[str, Any], question: str) -> None:
    reading = ANSWERER.read(question)
    offered = [one.slug for one in reading.candidates[:MAX_OFFERED]]
    found = {reading.topic} if reading.outcome is ReadingOutcome.ANSWER else set(offered)
    assert found & {finding["topic"], *finding.get("either", ())}, offered


@pytest.mark.parametrize("finding", FINDINGS, ids=IDS)
def test_it_says_what_the_officer_asked_for(finding: dict[str, Any]) -> None:
    topic = RULEBOOK[finding["topic"]]
    everything = plain("\n".join((*texts.full(topic), *texts.sanction(topic), *texts.sides(topic))))
    for phrase in finding.get("says", ()):
        assert phrase in first_lines(topic)
    for phrase in finding.get("full", ()):
        assert phrase in everything
    for phrase in finding.get("sanction", ()):
        assert phrase in plain("\n".join(texts.sanction(topic)))
    for phrase in finding.get("disagrees", ()):
        assert phrase in plain("\n".join(texts.sides(topic)))
    for phrase in finding.get("never", ()):
        assert phrase not in everything


def test_no_wording_is_an_example() -> None:
    examples = {" ".join(q.casefold().split()) for some in RULEBOOK.examples.values() for q in some}
    assert not {" ".join(q.casefold().split()) for _, q in ASKED} & examples
    assert all(len(one["asks"]) == 3 for one in FINDINGS)


def test_no_sanction_that_holds_at_any_time_stands_below_a_date() -> None:
    for topic in RULEBOOK:
        if topic.sanction.after and not topic.sanction.before:
            assert "Setelah calon ditetapkan\n" not in plain("\n".join(texts.sanction(topic)))


ENDS_A_CONTRACT = {SanctionClass.SEVERE, SanctionClass.DISMISSAL, SanctionClass.DEPENDS}
ALWAYS = re.compile(r"kapan pun|setiap saat|sepanjang waktu|^sama:", re.IGNORECASE)
EVERY_ACT = (
    "cpns",
    "guru-dosen",
    "nakes",
    "keluarga-calon",
    "suami-istri-calon",
    "lurah-camat",
    "psu-pilkada-ulang",
    "sanksi-disiplin",
    "sebelum-masa-kampanye",
    "deklarasi-dukungan",
    "jamuan-hajatan-calon",
)
"""Topics under which people may have done anything: an answer "ethics" alone would hide what costs the job."""
OF_PARTIES = ("cpns", "guru-dosen", "nakes", "lurah-camat", "sebelum-masa-kampanye", "mencalonkan-diri")
POSTS = (
    "medsos-like-share-komentar",
    "kampanye-di-media-sosial-sendiri",
    "akun-anonim-kedua",
    "grup-whatsapp",
)


def test_what_holds_at_any_time_is_never_told_by_date() -> None:
    """Where both halves are given, the page dates them; what holds always then has one half without a date."""
    for topic in RULEBOOK:
        if topic.sanction.before and topic.sanction.after:
            assert not ALWAYS.search(topic.sanction.before), topic.slug
            assert not ALWAYS.search(topic.sanction.after), topic.slug
        assert topic.sanction.after or not topic.sanction.before, topic.slug


def test_contracts_end_where_discipline_is_or_may_be_severe() -> None:
    for topic in RULEBOOK:
        if Actor.PPPK in topic.actors and ENDS_A_CONTRACT & set(topic.sanction.classes):
            assert "putus kontrak" in plain("\n".join(texts.sanction(topic))), topic.slug


def test_no_ethics_alone_where_a_topic_covers_every_act() -> None:
    for slug in EVERY_ACT:
        assert "berat" in RULEBOOK[slug].sanction.before, slug
    for slug in POSTS:
        assert "ajakan" in RULEBOOK[slug].sanction.before.casefold(), slug
        assert "disiplin berat" in RULEBOOK[slug].sanction.before, slug


def test_party_members_lose_the_job_with_dishonour_before_candidates_are_set_too() -> None:
    for slug in OF_PARTIES:
        assert "diberhentikan tidak dengan hormat" in RULEBOOK[slug].sanction.before, slug
        assert SanctionClass.DISMISSAL in RULEBOOK[slug].sanction.classes, slug
    always = plain("\n".join(texts.sanction(RULEBOOK["anggota-partai"])))
    assert "Setelah calon ditetapkan" not in always
    assert "PPPK: putus kontrak tidak dengan hormat" in always


def test_classes_named_above_are_those_the_sentences_below_speak_of() -> None:
    for topic in RULEBOOK:
        said = f"{topic.sanction.before} {topic.sanction.after}"
        classes = set(topic.sanction.classes)
        if SanctionClass.DEPENDS in classes or not said.strip():
            continue
        if re.search(r"disiplin sedang", said):
            assert SanctionClass.MODERATE in classes, topic.slug
        if re.search(r"disiplin berat", said):
            assert SanctionClass.SEVERE in classes, topic.slug


def test_what_is_disputed_is_no_question_with_one_verdict() -> None:
    book = load_quiz()
    assert not {"foto-bersama-calon", "diskusi-pribadi", "mendampingi-calon-daftar"} & set(book.perbuatan)


def test_each_class_of_discipline_that_is_named_is_explained() -> None:
    for topic in RULEBOOK:
        if SanctionClass.MODERATE in topic.sanction.classes:
            assert "Sedang" in topic.sanction.meaning, topic.slug
        if SanctionClass.SEVERE in topic.sanction.classes:
            assert "erat" in topic.sanction.meaning, topic.slug
