"""Slips of the finger in words that name offices, mended for one more look.

A phrase with a slip in one of its words is none of the known phrases.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from services.regions import regions
from services.reporting.leaders import HEADS
from services.reporting.office_roles import role_words
from services.reporting.office_tables import BEFORE_NAMES, INSTITUTIONS, LISTS, NO_SLIPS, is_title
from services.reporting.office_words import PLAIN, SPELT_OUT, phrase_words, raw_words, slips_of
from services.reporting.workplaces import MOST_KNOWN, Own, below
from services.villages import is_village

SHORTEST = 5
"""Letters of words in which two that changed places are seen; for other slips one more."""
SHORTEST_FORM = 3
"""Letters of words in which a slip of a word of the officer's own office is seen."""
ALIKE = 85.0
"""How alike (0 to 100) words must be."""
SHORT_ALIKE = 90.0
"""The same for words of :data:`SHORTEST` letters, which lack one."""
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
def _short() -> frozenset[str]:
    """Shorter words of offices, titles and trades: no slips of others either."""
    return (
        phrase_words()
        | role_words()
        | PLAIN
        | frozenset(SPELT_OUT)
        | BEFORE_NAMES
        | frozenset(one for mark in INSTITUTIONS["unique"] for one in INSTITUTIONS["unique"][mark])
    )


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


@cache
def _titles() -> frozenset[str]:
    """Titles by which somebody is called, whatever the office."""
    short = (word for word, meant in SPELT_OUT.items() if meant.startswith(("kepala", "sekretaris")))
    return frozenset((*short, *LISTS["titles_of_persons"], *LISTS["central_titles"], *HEADS))


@lru_cache(maxsize=MOST_KNOWN)
def _forms(triggers: frozenset[str], concepts: frozenset[str], kinds: tuple[str, ...]) -> dict[str, str]:
    """Forms of words that name an office, its people and any title, each with the word that is meant.

    One letter less, one doubled, or two that changed places. Nothing of a report is kept.
    """
    marks = concepts.union(kinds)
    marks |= {under for mark in marks for under in below(mark)}
    trades = {word for word in role_words(marks) if len(word) > SHORTEST_FORM}
    found: dict[str, str] = {}
    for word in sorted({*triggers, *(f"ka{one}" for one in triggers), *trades, *_titles()}):
        if word.isalpha():
            forms = slips_of(word) | {word[:at] + word[at - 1 :] for at in range(1, len(word) + 1)}
            found.update((form, word) for form in forms if len(form) >= SHORTEST_FORM and form not in found)
    return found


def without_slips(text: str, own: Own) -> str:
    """A text with known words, or those of the officer's workplace, in place of what is nearly one.

    The same if none is. A village's name in the officer's regency is no slip.
    """
    words = raw_words(text)
    forms = _forms(own.triggers, own.concepts, tuple(one.kind for one in own.named))
    mended = [
        word
        if is_village(word, own.regencies)
        else _mended(word, own.words, titles=last in BEFORE_NAMES, forms=forms)
        for last, word in pairwise(("", *words))
    ]
    return text if mended == words else " ".join(mended).replace("|", ",")


def _mended(
    word: str, more: Collection[str], *, titles: bool = False, forms: Mapping[str, str] | None = None
) -> str:
    if len(word) < SHORTEST_FORM or not word.isalpha() or word in more:
        return word
    if word in _short() or word in _known() or word in regions().words:
        return word
    meant = (forms or {}).get(word)
    if meant and (is_title(meant) or not titles):
        return meant
    if len(word) < SHORTEST:
        return word
    letters = "".join(sorted(word))
    if titles:
        more = [one for one in more if is_title(one)]
    for one in (*_by_letters().get(letters, ()), *(one for one in more if sorted(one) == sorted(word))):
        if _swapped(word, one) and (is_title(one) or not titles):
            return one
    short = len(word) == SHORTEST
    sizes = (1,) if short else (0, 1, -1)
    like = [one for size in sizes for one in _longer().get((word[0], len(word) + size), ())]
    for names in (() if short else tuple(more), like):
        near = process.extractOne(
            word, names, scorer=fuzz.ratio, score_cutoff=SHORT_ALIKE if short else ALIKE
        )
        if near and (is_title(near[0]) or not titles):
            return near[0]
    return word


def _swapped(word: str, other: str) -> bool:
    """Whether two neighbours have changed places."""
    differ = [at for at, (one, two) in enumerate(zip(word, other, strict=True)) if one != two]
    return len(differ) == 2 and differ[1] == differ[0] + 1
