"""The term for a formal report is one, wherever it is told: in words people read, and where it is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from rulebook.loader import load_rulebook
from rulebook.quiz import load_quiz
from rulebook.terms import load_terms
from services.casework.facts import LIMIT_DAYS
from services.reporting.deadline import DAYS
from tests.test_names import ROOT, modules
from tests.test_words import constants

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
_DAYS = re.compile(r"\b(\d+|[a-z]+) ?hari(?:nya)?\b", re.IGNORECASE)
_OF_REPORTS = re.compile(
    r"(?:sejak|dari) (?:kejadian )?diketahui|Anda tahu|mengetahuinya|lewat \d+ hari|lewat \w+ hari$|"
    r"hitung(?: saja)? \w+ hari kalender|\bbatas \w+ hari",
    re.IGNORECASE,
)
_IN_WORDS = {"enam": 6, "tujuh": 7, "delapan": 8, "sepuluh": 10, "empat belas": 14}
_LEFT = re.compile(r"\btinggal \d+ hari")


def told() -> Iterator[tuple[str, str]]:
    """What people read, by the file it stands in."""
    for path in modules("handlers"):
        if "texts" in path.parts:
            for text in constants(path):
                yield str(path.relative_to(ROOT)), text
    for topic in load_rulebook():
        for text in (topic.headline, topic.short, topic.citizen, *topic.reasons, *topic.instead):
            yield f"topics/{topic.slug}", text
        for basis in topic.basis:
            yield f"topics/{topic.slug}", basis.says
    for choice in load_quiz().pilihan:
        yield "quiz", f"{choice.ask} {choice.right}"
        yield "quiz", choice.why


def terms_in(text: str) -> list[int]:
    """The days that a text gives for a formal report."""
    plain = _LEFT.sub("", re.sub(r"</?\w+>", "", text))
    sentences = [one for one in _SENTENCE.split(plain) if _OF_REPORTS.search(one)]
    said = [found for one in sentences for found in _DAYS.findall(one)]
    return [
        int(one) if one.isdigit() else _IN_WORDS[one] for one in said if one.isdigit() or one in _IN_WORDS
    ]


def test_every_text_gives_the_term_of_the_law() -> None:
    days = load_terms().formal_report_days
    found = {(where, number) for where, text in told() for number in terms_in(text)}
    assert {number for _, number in found} == {days}, sorted(found)
    assert {where for where, _ in found} >= {
        "handlers/casework/texts/labels.py",
        "handlers/guidance/texts/citizen.py",
        "handlers/guidance/texts/talk.py",
        "handlers/reporting/texts/privacy.py",
        "handlers/reporting/texts/report.py",
        "topics/cara-melapor",
        "topics/syarat-laporan",
        "quiz",
    }


def test_citizens_and_officers_count_the_same_days() -> None:
    assert load_terms().formal_report_days == DAYS == LIMIT_DAYS


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Batas laporan resmi 14 hari <b>sejak diketahui</b>.", [14]),
        ("Lapor paling lama enam hari sejak Anda tahu.", [6]),
        ("batas 8 harinya tinggal 3 hari", [8]),
        ("Pemilu 7 hari sejak diregistrasi.", []),
    ],
)
def test_another_number_would_be_found(text: str, days: list[int]) -> None:
    assert terms_in(text) == days
