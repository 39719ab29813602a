"""Words for people stand in ``handlers/*/texts``: services and storage hand up values and figures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from rulebook.loader import load_rulebook
from tests.test_names import ROOT, modules

_WORD = re.compile(r"[a-z]{3,}")
_IN_CODE = re.compile(r"``.*?``|\".*?\"", re.DOTALL)
LEAST_LIST = 3
"""Words of a list that make it one: two may be names."""
_SENTENCE = re.compile(r"[A-Z][a-z]+ [^|()\\]*[.?!:]\s*$")

READS = "vocabulary of what people type or report, matched and never shown"
ROLES = "the topic about each role that a message may name, beside the words for it"
FROZEN = "a kept value, which only looks like a topic"
SLUGS_IN = {
    "services/guidance/actors.py": ROLES,
    "services/calendar/reminders.py": FROZEN,
    "services/calendar/subscribers.py": FROZEN,
}
"""Modules that may hold what is also a topic's slug; why."""
LISTS_IN = {
    "services/access/lost_code.py": READS,
    "services/access/spotter.py": READS,
    "services/guidance/export.py": "the marks that the scrubber leaves",
    "services/platform/villages.py": "parts of villages' names, as the region list writes them",
}
"""Modules beside :data:`READERS` that may hold a list of such words; why."""
PLACES = "names of places as the region list writes them, and as they are kept with a subscriber"
READERS = {
    "services/guidance/actors.py": READS,
    "services/guidance/acts.py": READS,
    "services/guidance/clauses.py": READS,
    "services/guidance/corrections.py": READS,
    "services/guidance/matters.py": READS,
    "services/guidance/scrubber.py": READS,
    "services/guidance/standpoint.py": READS,
    "services/casework/conflict/": READS,
    "services/reporting/own_identity.py": READS,
    "services/platform/dates.py": READS,
    "services/calendar/spans.py": READS,
    "services/calendar/districts.py": PLACES,
    "services/platform/places.py": PLACES,
    "services/platform/regions.py": PLACES,
}
"""Modules that may hold Indonesian words, but no sentence; why."""
MAY_STAND = {
    ("services/access/officers.py", "tempat kerja"): "a value inside sealed audit entries: frozen",
    (
        "services/calendar/ics.py",
        "-//Netra//Kalender netralitas ASN//ID",
    ): "names the program (RFC 5545 PRODID)",
    ("services/calendar/roster.py", "write Kabupaten X or Kota X"): "English, for operators; names two kinds",
    ("services/casework/handover_pdf.py", "SHA256SUMS.txt"): "a file's name, as sha256sum writes it",
    (
        "storage/platform/lifetimes.py",
        "“Berhenti” in /pengingat",
    ): "English, for the threat model; names a button",
}


def constants(path: Path) -> Iterator[str]:
    """Every string of a module that is no docstring; of an f-string its fixed parts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def looks_shown(text: str) -> bool:
    """Several words, or a capital at the start, or a piece of a sentence: values and slugs are none of it."""
    return " " in text or text[:1].isupper()


@cache
def indonesian() -> frozenset[str]:
    """Words people read, out of the texts, without those that our English docstrings use."""
    texts = [path for path in modules("handlers") if "texts" in path.parts]
    shown = [text for path in texts for text in constants(path) if looks_shown(text)]
    read = {word for text in shown for word in _WORD.findall(text.lower())}
    english = {
        word
        for path in modules("bot", "core", "handlers", "services", "storage")
        for text in docstrings(path)
        for word in _WORD.findall(_IN_CODE.sub("", text).lower())
    }
    return frozenset(read - english)


def is_for_people(text: str) -> bool:
    return looks_shown(text) and not indonesian().isdisjoint(_WORD.findall(text.lower()))


def found(root: Path = ROOT) -> list[tuple[str, str]]:
    """Strings for people in services and storage, with their module."""
    return [
        (str(path.relative_to(root)), text)
        for folder in ("services", "storage")
        for path in sorted((root / folder).rglob("*.py"))
        if "migrations" not in path.parts
        for text in constants(path)
        if is_for_people(text)
    ]


def word_lists(path: Path) -> Iterator[str]:
    """Lists of words that people type, as patterns or as collections: the data of a grammar."""
    for text in constants(path):
        words = [word for word in re.split(r"[|\s()?:*+\\^$]+", text) if word in indonesian()]
        if len(words) >= LEAST_LIST and ("|" in text or text.islower()):
            yield text
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            words = [str(one.value) for one in node.elts if isinstance(one, ast.Constant)]
            if sum(word in indonesian() for word in words) >= LEAST_LIST:
                yield " ".join(words)


def slugs_in(path: Path) -> set[str]:
    """Topics that a module names."""
    return set(load_rulebook().topics) & set(constants(path))


def test_services_name_no_topic() -> None:
    """Which topic a rule leads to is data: ``rulebook/*.toml``, where the check of the rulebook judges it."""
    found = {
        str(path.relative_to(ROOT)): slugs_in(path)
        for path in modules("services", "storage")
        if slugs_in(path)
    }
    assert {where: slugs for where, slugs in found.items() if where not in SLUGS_IN} == {}
    assert set(SLUGS_IN) <= set(found), "an allowance nobody needs any more is taken away"


def test_services_hold_no_lists_of_words_people_type() -> None:
    """Those of follow-ups and small talk stand in ``rulebook/followups.toml`` and ``rulebook/talk.toml``."""
    found = {
        str(path.relative_to(ROOT)): next(word_lists(path), "")[:60]
        for path in modules("services", "storage")
    }
    assert {
        one: text for one, text in found.items() if text and not one.startswith((*READERS, *LISTS_IN))
    } == {}
    assert all(found[one] for one in LISTS_IN), "an allowance nobody needs any more is taken away"


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ('X = ("sanksi", "hukuman", "pasal", "aturan")', True),
        ('X = r"\\b(?:sanksi|hukuman|pasal|aturan)\\b"', True),
        ('X = word_set("iya benar betul sudah belum")', True),
        ('X = ("draft", "sent", "failed", "closed")', False),
        ('"""Words: batal, berhenti, selesai, sudah."""', False),
    ],
)
def test_a_list_of_words_would_be_found(tmp_path: Path, code: str, is_found: bool) -> None:
    path = tmp_path / "module.py"
    path.write_text(f"{code}\n", "utf-8")
    assert bool(list(word_lists(path))) is is_found


def test_services_and_storage_hold_no_words_for_people() -> None:
    left = [
        (where, text)
        for where, text in found()
        if (where, text) not in MAY_STAND and (not where.startswith(tuple(READERS)) or _SENTENCE.match(text))
    ]
    assert left == [], "hand the value up; its words belong to handlers/<column>/texts"


def test_what_may_stand_still_stands() -> None:
    """An allowance nobody needs any more is taken away."""
    there = found()
    assert {one for one in MAY_STAND if one not in there} == set()
    assert {one for one in READERS if not any(where.startswith(one) for where, _ in there)} == set()


@pytest.mark.parametrize(
    "text",
    [
        "Mengundang petugas",
        "Diterima",
        "masa tenang",
        "Belum dikirimi saat berakhir",
        " hari lagi",
        "Informasi umum, bukan nasihat hukum",
        "Aturan pekan ini",
        "siapa yang dilaporkan",
    ],
)
def test_labels_that_once_stood_in_services_would_be_found(text: str) -> None:
    assert is_for_people(text)


@pytest.mark.parametrize("text", ["masa-tenang", "diterima", "sendMessage", "the report is gone", "id"])
def test_values_and_english_are_not_taken_for_words(text: str) -> None:
    assert not is_for_people(text)
