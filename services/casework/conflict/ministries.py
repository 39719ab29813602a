"""Ministries and other offices of the whole country: who is reported with "menteri", "dirjen" and the like.

What is said of them names an affair ("dirjen perhubungan darat") or a short form ("menhub"), and an office of
theirs may lie anywhere: an officer of a ministry is kept from its regional offices' reports, too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from services.casework.conflict.office_tables import INSTITUTIONS, LISTS
from services.casework.conflict.office_words import UNIQUE
from services.casework.conflict.said import Said, office_in
from services.casework.conflict.workplaces import JAKARTA, Own, above_of

_OF_AFFAIRS: dict[str, list[str]] = INSTITUTIONS["ministries"]
MINISTRIES = frozenset(one for found in _OF_AFFAIRS.values() for one in found)
_UNDER: dict[str, list[str]] = INSTITUTIONS["under"]
"""Words and marks of campuses and hospitals that ministries have themselves."""
_CENTRAL = frozenset(LISTS["central"])
"""Words that only the names of offices for the whole country have."""
_MAYBE = frozenset(LISTS["maybe_central"])
_TITLES = frozenset(LISTS["central_titles"])
_SECOND = frozenset(("jenderal", "jendral", "menteri"))
"""Words that make a title such as "direktur jenderal" one of a ministry."""
_SHARED = frozenset(LISTS["shared_titles"]) & _TITLES
"""Titles that parties, companies and other offices have, too: "sekjen PDIP"."""
_STUDENTS = frozenset(LISTS["students"])
"""Who plays at ministers: "menteri BEM"."""
_OTHERS = (
    frozenset((*LISTS["private_people"], *LISTS["no_officers"], *LISTS["with_shared_titles"])) | _STUDENTS
)
_MINISTRY = frozenset(("kementerian", "departemen"))
_AGENCIES = frozenset(f"#{one}" for one in LISTS["central_agencies"])
"""Agencies of the state whose name with no place is that of their head office."""
_OF_BRANCHES = frozenset(LISTS["of_branches"])
_HEAD_OFFICE = frozenset(("pusat", "jenderal", "setjen", "agung", "ri", "republik"))
FEW = 2
"""Agencies that may have people of a trade for it to tell of which somebody is."""
_ANY_TITLE = frozenset(("direktur", "direktorat", "inspektur", "sekretaris", "sekretariat", "wakil"))


def is_central(own: Own) -> bool:
    """Whether the officer works for an office of the whole country, in Jakarta or wherever it sits.

    "Bawaslu RI" lies in Jakarta Pusat and is no office of that city. "Bawaslu" alone may be either: in doubt
    it is the central one, as long as its name tells of no branch.
    """
    if own.level or own.province not in ("", JAKARTA):
        return False
    words = {word for words in own.full for word in words}
    if not _CENTRAL.isdisjoint(words) or any(word.startswith("kemen") for word in words):
        return True
    if not own.named and not own.marks.isdisjoint(_AGENCIES):
        return _OF_BRANCHES.isdisjoint(words) or not _HEAD_OFFICE.isdisjoint(words)
    return not own.regencies and not _MAYBE.isdisjoint(words)


def of_the_whole_country(own: Own, said: Said) -> bool:
    """Whether somebody of the officer's ministry or agency is reported, or of an office below it.

    Who has a title of a ministry that nobody knows may be of any.
    """
    marks = frozenset(word for word in said.who if word.startswith(("#", "@")))
    title = _has_title(said)
    mine = own.marks & MINISTRIES or _ministries(own.marks)
    if any(_is_under(one, said, marks) for one in mine):
        return True
    theirs = marks & MINISTRIES or (_ministries(marks) if title else frozenset[str]())
    if theirs:
        return not mine.isdisjoint(theirs)
    if len(said.trades) <= FEW:  # "pegawai pajak", "hakim"; not a "penyuluh", of whom many have some
        marks |= said.trades
    if not (mine | own.marks).isdisjoint(above_of(marks)):
        return True
    if not (own.marks & _AGENCIES).isdisjoint(marks):
        return True
    return title and bool(mine)


def _is_under(ministry: str, said: Said, marks: Collection[str]) -> bool:
    """Whether a campus or hospital of the ministry itself is reported: "RSUP Dr. Sardjito"."""
    words = _UNDER.get(ministry, ())
    return any(word in said.typed or word in marks for word in words) or (
        ministry == "#kemendik" and any(mark.startswith(UNIQUE) for mark in marks)
    )


def _ministries(marks: Collection[str]) -> frozenset[str]:
    return frozenset(one for mark in marks for one in _OF_AFFAIRS.get(mark, ()))


def _has_title(said: Said) -> bool:
    """Whether a title is said that people of ministries have, and nothing of others who have it, too."""
    words = said.typed
    if not _MINISTRY.isdisjoint(words):
        return not _TITLES.isdisjoint(words) or _second(words)
    if not (_TITLES - _SHARED).isdisjoint(words):
        return _STUDENTS.isdisjoint(words)
    if _SHARED.isdisjoint(words) and not _second(words):
        return False
    marks = frozenset(word for word in said.who if word.startswith("#"))
    return _OTHERS.isdisjoint(words) and not office_in(said.who, marks - _OF_AFFAIRS.keys())


def _second(words: Sequence[str]) -> bool:
    return any(one in _ANY_TITLE and after in _SECOND for one, after in pairwise(words))
