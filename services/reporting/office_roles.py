"""What people are: trades that one sort of office has, and offices that were only named as a landmark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise, product

from services.reporting.office_words import BREAK, HEAD, INSTITUTIONS, LISTS, UNIQUE, raw_words

_ROLES: dict[str, list[str]] = INSTITUTIONS["roles"]
ANY_CAMPUS = UNIQUE
"""Mark of a trade that any campus has."""
_NOT_IN_OFFICE = frozenset(LISTS["not_in_office"])
"""Words with which a trade is nobody's office."""
CITIZENS = frozenset(LISTS["citizens"])
"""People who hold no office."""
CAMPUS_NAMED = frozenset(LISTS["campus_words"])
"""Words of names of campuses."""
_CAPITALS = re.compile(r"\b(?!PNS|ASN|PTN|PPPK|DR|SH|MH|MM)[A-Z]{3,7}\b")
BESIDE = frozenset(LISTS["beside"])
"""Words before an office that only says where something was."""
_UNITS = frozenset(LISTS["units"])


@cache
def _by_first() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for mark, phrases in _ROLES.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, mark))
    return found


@cache
def role_words() -> frozenset[str]:
    """Every word of a trade."""
    return frozenset(word for phrases in _ROLES.values() for phrase in phrases for word in phrase.split())


def implied(text: str) -> frozenset[str]:
    """Marks of offices whose trade is named: a "pustakawan" works in a library; empty where none is."""
    words = raw_words(text)
    return frozenset() if not _NOT_IN_OFFICE.isdisjoint(words) else _trades(text, words)


def names_trade(text: str) -> bool:
    """Whether a trade is named that some offices have people of, be it of nobody in an office."""
    words = raw_words(text)
    return any(
        tuple(words[at : at + len(phrase)]) == phrase
        for at, word in enumerate(words)
        for phrase, _ in _by_first().get(word, ())
    )


def _trades(text: str, words: Sequence[str]) -> frozenset[str]:
    another = not CAMPUS_NAMED.isdisjoint(words) or (_CAPITALS.search(text) and not text.isupper())
    return frozenset(
        mark
        for at, word in enumerate(words)
        for phrase, mark in _by_first().get(word, ())
        if tuple(words[at : at + len(phrase)]) == phrase and not (mark == ANY_CAMPUS and another)
    )


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
    """Words without what a unit of a named office does: "bidang keuangan dinas sosial"."""
    marks = [at for at, word in enumerate(words) if word.startswith("#")]
    dropped: set[int] = set()
    for unit, (first, later) in product(range(len(words)), pairwise(marks)):
        if words[unit] in _UNITS and first == unit + 1 and HEAD in words[first:later]:
            dropped.add(first)
    return [word for at, word in enumerate(words) if at not in dropped]
