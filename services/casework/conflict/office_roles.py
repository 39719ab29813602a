"""What people are: trades that one sort of office has, and offices that were only named as a landmark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from services.casework.conflict.office_tables import INSTITUTIONS, LISTS
from services.casework.conflict.office_words import BREAK, HEAD, UNIQUE

_ROLES: dict[str, list[str]] = INSTITUTIONS["roles"]
ANY_CAMPUS = UNIQUE
"""Mark of a trade that any campus has."""
_NOT_IN_OFFICE = frozenset(LISTS["not_in_office"])
"""Words with which a trade is nobody's office."""
_TOLD = (["lapor"], ["laporkan"], ["ngadu"], ["mengadu"], ["panggil"])
"""Words before somebody who was only told of it: "lapor polisi"."""
CITIZENS = frozenset(LISTS["citizens"])
"""People who hold no office."""
CAMPUS_NAMED = frozenset(LISTS["campus_words"])
"""Words of names of campuses."""
_CAPITALS = re.compile(r"\b(?!PNS|ASN|PTN|PPPK|DR|SH|MH|MM)[A-Z]{3,7}\b")
BESIDE = frozenset(LISTS["beside"])
"""Words before an office that only says where something was."""
UNITS = frozenset(LISTS["units"])
DESKS = frozenset(LISTS["desks"])
"""Who does something that every office needs: "analis kepegawaian"."""
EVERY_OFFICE = frozenset(("#kepegawaian", "#keuangan", "#perencanaan", "#arsip", "#sdm"))
"""What a unit of any office may do for it: "kasubag umum dan kepegawaian"."""
LONGEST_INSIDE = 7
"""Words between a unit and the office it is of."""


@cache
def _by_first() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for mark, phrases in _ROLES.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, mark))
    return found


@cache
def role_words(marks: frozenset[str] = frozenset(_ROLES)) -> frozenset[str]:
    """Every word of a trade, or of those that offices of some marks have."""
    return frozenset(word for mark in marks for phrase in _ROLES.get(mark, ()) for word in phrase.split())


def implied(text: str, words: Sequence[str]) -> frozenset[str]:
    """Marks of offices whose trade is named: a "pustakawan" works in a library; empty where none is.

    ``words`` are the text's :func:`raw_words`.
    """
    return frozenset() if not _NOT_IN_OFFICE.isdisjoint(words) else _trades(text, words)


def names_trade(words: Sequence[str]) -> bool:
    """Whether a trade is named that some offices have people of, be it of nobody in an office."""
    return any(
        tuple(words[at : at + len(phrase)]) == phrase
        for at, word in enumerate(words)
        for phrase, _ in _by_first().get(word, ())
    )


def _trades(text: str, words: Sequence[str]) -> frozenset[str]:
    another = not CAMPUS_NAMED.isdisjoint(words) or (_CAPITALS.search(text) and not text.isupper())
    found: set[str] = set()
    for at, word in enumerate(words):
        said = [one for one in _by_first().get(word, ()) if tuple(words[at : at + len(one[0])]) == one[0]]
        longest = max((len(phrase) for phrase, _ in said), default=0)  # "penyuluh KB" is no other "penyuluh"
        if words[at - 1 : at] in _TOLD:
            continue
        found.update(mark for phrase, mark in said if len(phrase) == longest)
    return frozenset(found - {ANY_CAMPUS} if another else found)


def without_landmarks(words: Sequence[str]) -> list[str]:
    """Words without an office that something was only beside, where somebody else is who did it.

    Kept where nobody else is named: in doubt the office is meant.
    """
    told: list[str] = []
    at, left_out = 0, False
    while at < len(words):
        told.append(words[at])
        at += 1
        if told[-1] in BESIDE:
            end = at
            while end < len(words) and words[end] != BREAK:
                end += 1
            if any(word.startswith(("@", "#")) for word in words[at:end]):
                at, left_out = end, True
    other = any(word.startswith(("@", "#")) or word in CITIZENS for word in told)
    return told if left_out and other else list(words)


def without_own_units(words: Sequence[str]) -> list[str]:
    """Words without what a unit or desk of a named office does: "bidang keuangan dinas sosial".

    "Kasubag umum dan kepegawaian Dinas Kesehatan" and "analis kepegawaian RSUD" are of no BKPSDM; "kasubag
    kepegawaian" alone may be.
    """
    dropped: set[int] = set()
    for unit, word in enumerate(words):
        if word in UNITS or word in DESKS:
            dropped.update(_inside(words, unit))
    return [word for at, word in enumerate(words) if at not in dropped]


def _inside(words: Sequence[str], unit: int) -> list[int]:
    """Where words say what a unit does for the office that is named behind it; empty where none is."""
    found: list[int] = []
    for at in range(unit + 1, min(len(words), unit + 1 + LONGEST_INSIDE)):
        word = words[at]
        if word == HEAD or word.startswith("@"):
            return found if any(one.startswith(("@", "#")) for one in words[at : at + 2]) else []
        if word.startswith("#"):
            if word not in EVERY_OFFICE and (at > unit + 1 or words[unit] in DESKS):
                return []
            found.append(at)
    return []
