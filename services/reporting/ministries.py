"""Ministries and other offices of the whole country: who is reported with "menteri", "dirjen" and the like.

What is said of them names an affair ("dirjen perhubungan darat") or a short form ("menhub"), and an office of
theirs may lie anywhere: an officer of a ministry is kept from its regional offices' reports, too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from services.reporting.chains import VERTICAL
from services.reporting.office_words import INSTITUTIONS, LISTS
from services.reporting.said import Said
from services.reporting.workplaces import JAKARTA, Own, above_of

_OF_AFFAIRS: dict[str, list[str]] = INSTITUTIONS["ministries"]
MINISTRIES = frozenset(one for found in _OF_AFFAIRS.values() for one in found)
_CENTRAL = frozenset(LISTS["central"])
"""Words that only the names of offices for the whole country have."""
_MAYBE = frozenset(LISTS["maybe_central"])
_TITLES = frozenset(LISTS["central_titles"])
_SECOND = frozenset(("jenderal", "jendral", "menteri"))
"""Words that make a title such as "direktur jenderal" one of a ministry."""
_ANY_TITLE = frozenset(("direktur", "direktorat", "inspektur", "sekretaris", "sekretariat", "wakil"))


def is_central(own: Own) -> bool:
    """Whether the officer works for an office of the whole country, in Jakarta or wherever it sits."""
    if own.level or own.province not in ("", JAKARTA):
        return False
    words = {word for words in own.full for word in words}
    if not _CENTRAL.isdisjoint(words) or any(word.startswith("kemen") for word in words):
        return True
    return not own.regencies and not _MAYBE.isdisjoint(words)


def of_the_whole_country(own: Own, said: Said) -> bool:
    """Whether somebody of the officer's ministry or agency is reported, or of an office below it.

    Who has a title of a ministry that nobody knows may be of any.
    """
    marks = frozenset(word for word in said.who if word.startswith(("#", "@")))
    title = _has_title(said.typed)
    mine = own.marks & MINISTRIES or _ministries(own.marks)
    theirs = marks & MINISTRIES or (_ministries(marks) if title else frozenset[str]())
    if theirs:
        return not mine.isdisjoint(theirs)
    if not (mine | own.marks).isdisjoint(above_of(marks)) or not (own.marks & VERTICAL).isdisjoint(marks):
        return True
    return title and bool(mine)


def _ministries(marks: Collection[str]) -> frozenset[str]:
    return frozenset(one for mark in marks for one in _OF_AFFAIRS.get(mark, ()))


def _has_title(words: Sequence[str]) -> bool:
    if not _TITLES.isdisjoint(words):
        return True
    return any(one in _ANY_TITLE and after in _SECOND for one, after in pairwise(words))
