"""What is said about a person and looks like an office: degrees, initials, names, and that nobody is known.

"Bambang, S.Sos." is of no Dinas Sosial, "inisial RS" is no hospital, "Pak Man" no madrasah and "Lukman Hakim"
no judge. All of it is taken from words as typed; what is left out here is never what hides a report of an
office's own, but for a title that is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.casework.conflict.leaders import heads
from services.casework.conflict.office_tables import BEFORE_NAMES, GIVEN_NAMES, LISTS, NAMES
from services.casework.conflict.office_titles import ranks
from services.casework.conflict.office_words import BREAK, SPELT_OUT, office_words, raw_words

_TAILS = "|".join(sorted(NAMES["degrees"], key=len, reverse=True))
_PERSON = "|".join(sorted(BEFORE_NAMES, key=len, reverse=True))
_DEGREES = re.compile(
    rf"\b(?!s\.\s?m\.\s?[apk]\b)[sma]\.\s?(?:{_TAILS})\b(?:\.\s?(?:{_TAILS}|i|sd|aud)\b)*(?!\.[a-z]\b)(?!\.?\s?\d)\.?"
    rf"|(?<=,)\s*(?:{'|'.join(NAMES['degrees_run_together'])})\b\.?(?=\s*(?:[,;()\n]|$))",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"\b((?:ber)?inisial(?:nya)?)\s+[\"'(“]?[a-z](?:\.?[a-z]){0,2}\b\.?(?:\s*(?:dan|&)\s*[a-z](?:\.?[a-z])?\b\.?)*"
    rf"|\b({_PERSON})\.?\s+(?:{'|'.join(NAMES['initials'])})\b(?!\s*\d)",
    re.IGNORECASE,
)
_NICKNAMES = re.compile(
    rf"\b({_PERSON})\.?\s+(?:{'|'.join(NAMES['nicknames'])})\b(?!\s*(?:\d|negeri|swasta))", re.IGNORECASE
)
_ALSO_NAMES = re.compile(
    rf"\b((?:{'|'.join(sorted(GIVEN_NAMES))})(?:\s+[a-z]+)?)\s+(?:{'|'.join(NAMES['also_names'])})\b",
    re.IGNORECASE,
)
_AIDES = re.compile(
    r"\b(?:ajudan|sespri|walpri|adc|protokol)\s+(?=(?:pak|bu|bapak|ibu)?\s*(?:kadis|kaban|kadin|kepala|camat|lurah|kabid|"
    r"sekdis|sekban|pimpinan|direktur|rektor|dandim|kapol|kajari|inspektur|ketua))",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:mantan|eks|bekas|dulu|dulunya|dahulu|sebelumnya)\b.*?"
    r"\b(?:sekarang|skrg|skr|kini|saat ini|pindah ke|pindah tugas ke|dimutasi ke)\b(.+)",
    re.IGNORECASE | re.DOTALL,
)
_JOINT = re.compile(r"\b(?:dan|serta|beserta|bersama|dengan|dgn|juga|plus)\b|[&/+]", re.IGNORECASE)
_TOGETHER = frozenset(NAMES["together"])
_PARTS = re.compile(rf"{_JOINT.pattern}|[,;\n]", re.IGNORECASE)
_UNSAID = frozenset(NAMES["unsaid"])
_TITLED = frozenset((*LISTS["titles_of_persons"], *LISTS["servants"]))
_OPEN = frozenset(LISTS["servants"]) - frozenset(NAMES["of_somebody"])
"""Servants of whom nobody knows whose: not "dan stafnya", who are of whoever was named before."""
FIRST = 3
"""Words of a part in which a title stands."""


def bare_of_names(text: str) -> str:
    """A text without degrees, initials and names that are words of offices, too.

    An aide ("ajudan kadis") is of whose aide one is, not of the secretariat that has most of them.
    """
    for pattern in (_INITIALS, _NICKNAMES, _ALSO_NAMES):
        text = pattern.sub(lambda found: next(filter(None, found.groups())), text)
    text = _AIDES.sub("orang ", text)
    return _DEGREES.sub(" ", text)


def says_nobody(text: str) -> bool:
    """Whether nobody was named as who did it: empty, "-", "tidak tahu namanya", "lihat foto"."""
    return all(word == BREAK or word in _UNSAID for word in raw_words(text))


def others(text: str) -> list[str]:
    """What else somebody may be who is reported: of several people those with an open title; what one is now.

    "Camat Sawit dan beberapa kepala dinas": the second may be of any dinas. "Mantan camat, sekarang kepala
    badan": it is the badan's people who may not read it, too.
    """
    now = _NOW.search(text)
    found = [now[1]] if now else []
    if not _JOINT.search(text):
        return found
    people: list[str] = []
    for part in _PARTS.split(text):
        words = raw_words(part)
        if people and not _has_title(words):
            people[-1] = f"{people[-1]}, {part}"
        else:
            people.append(part)
    return [*found, *(one for one in people if _is_open(raw_words(one)))] if len(people) > 1 else found


def _has_title(words: Sequence[str]) -> bool:
    first = words[:FIRST]
    return bool(heads(first)) or any(
        word in _TITLED
        or SPELT_OUT.get(word, "").startswith(("kepala", "sekretaris"))
        or (word.startswith(("ka", "sek")) and office_words(word, slips=False) != [word])
        for word in first
    )


def _is_open(words: Sequence[str]) -> bool:
    return bool(ranks(words)) or not _OPEN.isdisjoint(words[:FIRST])


def subject(words: Sequence[str]) -> list[str]:
    """Words without who was only there as well: "dan beberapa warga", "bersama relawan"."""
    told: list[str] = []
    skips = False
    for word in words:
        skips = word != BREAK and (skips or (word in _TOGETHER and bool(told)))
        if not skips:
            told.append(word)
    return told
