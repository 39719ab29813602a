"""A card shows one reason or two of several: each, read alone below the verdict, must not say the opposite.

No test can read. This one holds every reason that loosens ("boleh", "izin", "tidak disebut") to a word of the
same reason that binds again, wherever the first line warns. What it lets through is still to be read aloud.
"""

from __future__ import annotations

import re

import pytest

from rulebook.loader import load_rulebook
from rulebook.model import Verdict

LOOSENS = re.compile(
    r"\b(boleh|membolehkan|izin|aman|bebas(?! dari)|kelonggaran|(di|meng)?kecuali(kan)?|pengecualian|hapus|menghapus|"
    r"bukan pelanggaran|tidak (dilarang|melarang|disebut|menyebut|diatur|mengatur|termasuk|berlaku))\b",
    re.IGNORECASE,
)
BINDS = re.compile(
    r"\b(dilarang|melarang|terlarang|(?<!daftar )larangan|pelanggaran|wajib|mewajibkan|terikat|mengikat|syarat|mensyaratkan|"
    r"syaratnya|hanya|jangan|tetap|ditolak|dihukum|diancam|mengancam|pidana|sanksi|dikenai|diberhentikan|"
    r"bukan izin|tidak (aman|boleh|mengecualikan|membebaskan|melindungi)|tidak ada pengecualian|perlu izin|"
    r"dengan izin (atasan|tertulis))\b",
    re.IGNORECASE,
)
WARNS = re.compile(r"\b(jangan|tidak otomatis|tetap|dulu)\b", re.IGNORECASE)
REASONS = [
    (topic.slug, number, reason)
    for topic in sorted(load_rulebook(), key=lambda one: one.slug)
    if topic.verdict in (Verdict.FORBIDDEN, Verdict.CONDITIONAL) or WARNS.search(topic.first_line)
    for number, reason in enumerate(topic.reasons)
]
"""All, not only those a card shows today: which one has room depends on role, day and buttons."""


def loosens_only(reason: str) -> bool:
    bound = BINDS.sub("", reason)  # "tidak boleh" and "bukan izin" loosen nothing
    return bool(LOOSENS.search(bound)) and not BINDS.search(reason)


@pytest.mark.parametrize(
    ("slug", "number", "reason"), REASONS, ids=[f"{slug}-{number}" for slug, number, _ in REASONS]
)
def test_a_reason_read_alone_does_not_loosen_the_verdict(slug: str, number: int, reason: str) -> None:
    assert not loosens_only(reason), f"{slug}, reason {number}: {reason}"


@pytest.mark.parametrize(
    "reason",
    [
        "Obrolan pribadi tentang politik tidak disebut dalam daftar larangan.",
        "Memasang di tempat milik pribadi boleh dengan izin pemiliknya.",
    ],
)
def test_what_a_skimming_reader_took_for_leave_is_found(reason: str) -> None:
    assert loosens_only(reason)
