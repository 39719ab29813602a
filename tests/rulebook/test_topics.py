"""The rulebook as it stands: complete, sound, and right where the news is often wrong."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from rulebook.checker import check_rulebook
from rulebook.loader import load_rulebook
from rulebook.model import Group, InstrumentStatus, SanctionClass, Topic, Verdict

RULEBOOK = load_rulebook()
TOPICS = sorted(RULEBOOK, key=lambda topic: topic.slug)
VERDICTS = tomllib.loads((Path(__file__).parents[1] / "data" / "verdicts.toml").read_text("utf-8"))
OWN_CODES = re.compile(r"\b(KE|DIS)-\d")
FEWEST_EXAMPLES = 20


def words_of(topic: Topic) -> str:
    """Everything people may read of a topic."""
    parts = [topic.title, topic.headline, topic.short, *topic.reasons, *topic.conditions, *topic.instead]
    parts += [*topic.uncertain, *topic.role_notes.values()]
    parts += [f"{basis.citation} {basis.says}" for basis in topic.basis]
    parts += [topic.sanction.before, topic.sanction.after, topic.sanction.meaning]
    parts += [f"{side.who} {side.says}" for side in topic.disagreement]
    return "\n".join(parts)


ALL_WORDS = {topic.slug: words_of(topic) for topic in TOPICS}


def test_every_file_is_sound() -> None:
    assert check_rulebook(date(2026, 12, 1)) == []


def test_every_topic_of_the_dossier_is_there_with_its_verdict() -> None:
    assert {topic.slug: topic.verdict.value for topic in TOPICS} == VERDICTS


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_topic_has_all_a_person_needs(topic: Topic) -> None:
    assert len(RULEBOOK.examples[topic.slug]) >= FEWEST_EXAMPLES
    assert not OWN_CODES.search(ALL_WORDS[topic.slug]), "codes of the dossier are no law"
    assert "belum terkonfirmasi" not in ALL_WORDS[topic.slug].lower(), "the bot adds these words itself"
    for basis in topic.basis:
        assert RULEBOOK.instruments[basis.instrument].status is not InstrumentStatus.REVOKED
    if topic.verdict in (Verdict.FORBIDDEN, Verdict.CONDITIONAL) and topic.sanction.classes != (
        SanctionClass.NONE,
    ):
        assert topic.sanction.meaning


def test_every_shelf_holds_topics() -> None:
    for group in Group:
        assert RULEBOOK.in_group(group)


def test_what_is_forbidden_is_never_worded_as_allowed_first() -> None:
    for topic in TOPICS:
        if topic.verdict is Verdict.FORBIDDEN:
            assert not topic.short.lower().startswith(("boleh", "aman", "tidak apa"))


# The eight traps at the head of the dossier, and two that came after it.


def test_the_old_civil_service_law_is_named_only_as_revoked() -> None:
    assert RULEBOOK.instruments["UU 5/2014"].status is InstrumentStatus.REVOKED
    for slug, words in ALL_WORDS.items():
        for match in re.finditer(r"UU 5/2014", words):
            near = words[max(0, match.start() - 60) : match.end() + 60]
            assert re.search(r"dicabut|mencabut|bukan", near), f"{slug}: {near}"


def test_article_71_is_not_limited_to_the_campaign_period() -> None:
    for slug, words in ALL_WORDS.items():
        for sentence in re.split(r"(?<=[.;:])\s", words):
            if "Pasal 71" in sentence and "masa kampanye" in sentence:
                assert re.search(r"tidak lagi|tidak dibatasi|tanpa (pem)?batas|seolah", sentence), (
                    f"{slug}: {sentence}"
                )


def test_the_cut_of_25_percent_is_said_not_to_be_in_force() -> None:
    found = 0
    for slug, words in ALL_WORDS.items():
        for match in re.finditer(r"tukin 25%", words):
            near = words[max(0, match.start() - 40) : match.end() + 120]
            assert re.search(r"baru berlaku|belum berlaku|menunggu|sementara", near), f"{slug}: {near}"
            found += 1
    assert found


def test_the_joint_decree_has_number_2() -> None:
    for slug, words in ALL_WORDS.items():
        for match in re.finditer(r"[Nn]omor 22\b", words):
            assert "bukan" in words[max(0, match.start() - 20) : match.start()], slug
    assert "Nomor 2 Tahun 2022" in RULEBOOK.instruments["SKB 2022"].title


def test_the_dissolved_commission_is_not_a_door_to_knock_at() -> None:
    for slug, words in ALL_WORDS.items():
        for match in re.finditer(r"\bKASN\b", words):
            near = words[max(0, match.start() - 60) : match.end() + 60]
            assert re.search(r"dulu|berhenti|Jangan|tidak ada|ganti|alih|masa peralihan|Ketua", near), slug


def test_article_494_threatens_a_fine_only() -> None:
    found = 0
    for slug, words in ALL_WORDS.items():
        for sentence in re.split(r"(?<=[.;])\s", words):
            if "Pasal 494" in sentence and "penjara" in sentence:
                assert "490" in sentence or "188" in sentence, f"{slug}: {sentence}"
            if re.search(r"kurungan", sentence):
                assert re.search(r"lama|hapus|tanpa", sentence), f"{slug}: {sentence}"
        found += "Rp50 juta" in words and "494" in words
    assert found >= 3


def test_protection_of_reporters_rests_on_the_law_of_2026() -> None:
    assert "UU 3/2026" in ALL_WORDS["perlindungan-pelapor"]
    for slug, words in ALL_WORDS.items():
        if "31/2014" in words or "13/2006" in words:
            assert "UU 3/2026" in words, slug


def test_the_deadline_of_14_working_days_is_told_to_those_who_are_punished() -> None:
    for slug in ("hak-membela-diri", "sanksi-disiplin", "cpns", "pppk-honorer-non-asn"):
        assert "14 hari kerja" in ALL_WORDS[slug], slug
    assert "tidak dapat diterima" in ALL_WORDS["hak-membela-diri"]


def test_the_old_regulation_on_villages_is_named_only_as_replaced() -> None:
    assert RULEBOOK.instruments["PP 43/2014"].status is InstrumentStatus.REVOKED
    for slug, words in ALL_WORDS.items():
        for match in re.finditer(r"PP 43/2014", words):
            near = words[max(0, match.start() - 60) : match.end() + 60]
            assert re.search(r"dicabut|mengganti", near), f"{slug}: {near}"


def test_the_law_on_information_threatens_no_more_where_the_code_took_over() -> None:
    for slug, words in ALL_WORDS.items():
        for sentence in re.split(r"(?<=[.;])\s", words):
            if re.search(r"UU ITE.*Pasal (27A|28|45A)", sentence):
                assert "hanya berlaku sampai KUHP baru berlaku" in sentence, f"{slug}: {sentence}"
