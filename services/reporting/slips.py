"""Slips of the finger in words that name offices, mended for one more look.

A phrase with a slip in one of its words is none of the known phrases.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from services.regions import regions
from services.reporting.office_roles import role_words
from services.reporting.office_tables import BEFORE_NAMES, LISTS, NO_SLIPS, is_title
from services.reporting.office_words import PLAIN, SPELT_OUT, phrase_words, raw_words
from services.villages import is_village

SHORTEST = 5
"""Letters of words in which two that changed places are seen; for other slips one more."""
ALIKE = 85.0
"""How alike (0 to 100) words must be."""
_LISTS_OF_OFFICES = (
    "units",
    "usual",
    "servants",
    "titles",
    "like_offices",
    "titles_of_persons",
    "few",
    "high",
)
"""Lists whose words, too, name offices and people in them; the other lists hold ordinary words."""


@cache
def _known() -> frozenset[str]:
    """Words that are no slip of another."""
    return _goals() | NO_SLIPS | {word for one in LISTS.values() for word in one}


@cache
def _goals() -> frozenset[str]:
    """Words that offices, titles and trades are named with: what a slip may have hit."""
    words = (
        phrase_words()
        | role_words()
        | PLAIN
        | set(SPELT_OUT)
        | {word for name in _LISTS_OF_OFFICES for word in LISTS[name]}
    )
    return frozenset(word for word in words if word.isalpha() and len(word) >= SHORTEST)


@cache
def _by_letters() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in _goals():
        found.setdefault("".join(sorted(word)), []).append(word)
    return {letters: tuple(sorted(words)) for letters, words in found.items()}


@cache
def _longer() -> dict[tuple[str, int], tuple[str, ...]]:
    """Longer words by first letter, in which slips are rare, and by how many letters they have."""
    found: dict[tuple[str, int], list[str]] = {}
    for word in sorted(_goals()):
        if len(word) > SHORTEST:
            found.setdefault((word[0], len(word)), []).append(word)
    return {key: tuple(words) for key, words in found.items()}


def without_slips(text: str, more: Collection[str], regencies: Collection[str]) -> str:
    """A text with known words, or those of ``more``, in place of what is nearly one; the same if none is.

    A village's name in one of ``regencies`` is no slip.
    """
    words = raw_words(text)
    mended = [
        word if is_village(word, regencies) else _mended(word, more, titles=last in BEFORE_NAMES)
        for last, word in pairwise(("", *words))
    ]
    return text if mended == words else " ".join(mended).replace("|", ",")


def _mended(word: str, more: Collection[str], *, titles: bool = False) -> str:
    if len(word) < SHORTEST or not word.isalpha() or word in more:
        return word
    if word in _known() or word in regions().words:
        return word
    letters = "".join(sorted(word))
    if titles:
        more = [one for one in more if is_title(one)]
    for one in (*_by_letters().get(letters, ()), *(one for one in more if sorted(one) == sorted(word))):
        if _swapped(word, one) and (is_title(one) or not titles):
            return one
    if len(word) == SHORTEST:
        return word
    like = [one for size in (0, 1, -1) for one in _longer().get((word[0], len(word) + size), ())]
    for names in (tuple(more), like):
        near = process.extractOne(word, names, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if near and (is_title(near[0]) or not titles):
            return near[0]
    return word


def _swapped(word: str, other: str) -> bool:
    """Whether two neighbours have changed places."""
    differ = [at for at, (one, two) in enumerate(zip(word, other, strict=True)) if one != two]
    return len(differ) == 2 and differ[1] == differ[0] + 1
