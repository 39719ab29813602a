"""What happened, as the rule of conflicts reads it: which offices are named, and whose people took part.

Where nobody surely of another office is reported, every office that is named counts. Where somebody is
("camat Depok"), an office counts only by its people: "dibantu staf Bawaslu", not "Bawaslu sudah mengimbau".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from services.casework.conflict.leaders import heads
from services.casework.conflict.office_tables import LISTS, is_title
from services.casework.conflict.office_words import (
    BREAK,
    HEAD,
    initials,
    marked,
    may_name,
    office_words,
    raw_words,
)
from services.casework.conflict.said import TELLING_OTHERS, Said
from services.casework.conflict.workplaces import Own, above_of, below

BEFORE, AFTER = 3, 6
"""Words before an office in which its people stand, and behind it in which stands that they only saw it."""
SHORTEST_TOLD = 4
"""First letters of an office's name that tell of it in what happened."""
FAR = 6
"""Words before an office that was only told of the matter."""
PEOPLE = frozenset(LISTS["people"])
_WATCHING = frozenset(LISTS["watching"])
_TITLES = frozenset(LISTS["titles_of_persons"])
_NOT = frozenset(("tidak", "tak", "tdk", "gak", "ga", "nggak", "ngga", "enggak", "ndak", "nda", "ora", "teu"))
_TAKING_PART = frozenset(("ikut", "ikutan", "melu", "campur", "terlibat", "tahu", "tau", "milu"))
_ONLY = frozenset(("hanya", "cuma", "cuman", "saja", "sekadar", "sekedar", "sebatas"))
_FORMER = frozenset(("dulu", "dulunya", "dahulu"))
_SELF = frozenset(("saya", "sy", "aku", "sa", "ambo", "tyang", "kulo", "kula", "abdi", "gue", "gw", "beta"))
_BESIDE_ME = frozenset(("bersama", "dibantu", "ditemani", "didampingi", "pimpinan", "kepala", "ketua"))
_NO_TITLES = frozenset(LISTS["no_titles"])


def words_of(text: str, own: Own) -> list[str]:
    """What happened as words with marks; empty where none of them can have to do with the office."""
    words = raw_words(text)
    wanted = own.telling or is_short_told(own, words) or may_name(words, own.triggers)
    return marked(words, slips=False) if wanted else []


def is_short_told(own: Own, words: Sequence[str]) -> bool:
    """Whether the first letters of the officer's office are told, or those behind its first word: "TNGM"."""
    short = {letters[at:] for full in own.full for letters in [initials(full)] for at in (0, 1)}
    return any(
        len(one) >= SHORTEST_TOLD
        and sum(letter in "aeiou" for letter in one) * 3 <= len(one)
        and one in words
        for one in short
    )


def is_of_another(own: Own, said: Said) -> bool:
    """Whether who is reported is said to be of another sort of office, or heads a government not the own."""
    if not own.marks:
        return False
    if heads(said.accused):
        return not own.regional
    marks = said.accused_marks
    return bool(marks) and (own.marks | own.above).isdisjoint(marks | above_of(marks) | said.trades)


def has_people_below(own: Own, words: Sequence[str]) -> bool:
    """Whether an office below the officer's is among these words of :func:`of_actors`."""
    under = {one for mark in own.concepts for one in below(mark)}
    return not under.isdisjoint(words)


def of_actors(text: str) -> list[str]:
    """What happened as words with marks, without the offices of which nobody took part."""
    told: list[str] = []
    for word in raw_words(text):
        if _is_title(word):
            told.append("kepala")
        told.append(word)
    words = marked(told, slips=False)
    return [word for at, word in enumerate(words) if not word.startswith(("@", "#")) or _took_part(words, at)]


def _is_title(word: str) -> bool:
    if word in _TITLES:
        return True
    if not is_title(word) or word in _NO_TITLES:
        return False
    return any(one.startswith(("@", "#")) for one in office_words(word, slips=False))


def _took_part(words: Sequence[str], at: int) -> bool:
    """Whether people of the office at this word are named, and neither told of the matter nor onlookers."""
    start = at
    while start and (words[start - 1] == HEAD or words[start - 1].startswith(("@", "#"))):
        start -= 1
    before = _part(words[max(0, start - FAR) : start])
    if PEOPLE.isdisjoint(before[-BEFORE:]):
        return False
    if any(one.startswith(TELLING_OTHERS) for one in before) or _denied(before[-BEFORE:]):
        return False
    if not _FORMER.isdisjoint(before) or _is_reporter(before):
        return False
    behind = words[at + 1 : at + 1 + AFTER]
    if any(one in _NOT and after in _TAKING_PART for one, after in pairwise(behind)):
        return False
    if any(one in (*_NOT, "bukan") and after in _ONLY for one, after in pairwise(behind)):
        return True  # "tidak hanya melihat"
    return _WATCHING.isdisjoint(behind)


def _is_reporter(before: Sequence[str]) -> bool:
    """Whether it is who reports that is of the office: "saya staf Bappeda"."""
    last = next((at for at in range(len(before) - 1, -1, -1) if before[at] in PEOPLE), 0)
    return last > 0 and before[last - 1] in _SELF and before[last] not in _BESIDE_ME


def _denied(before: Sequence[str]) -> bool:
    """Whether "bukan" stands there, and not "bukan hanya"."""
    return any(one == "bukan" and after not in _ONLY for one, after in pairwise([*before, ""]))


def _part(words: Sequence[str]) -> Sequence[str]:
    while BREAK in words:
        words = words[words.index(BREAK) + 1 :]
    return words
