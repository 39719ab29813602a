"""Slips of the finger in words that offices, titles and trades are named with, and words that run together.

A phrase with a slip in one of its words is none of the known phrases.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from services.casework.conflict.office_names import INSTITUTIONS as NAMED
from services.casework.conflict.office_roles import role_words
from services.casework.conflict.office_tables import BEFORE_NAMES, INSTITUTIONS, LISTS, NO_SLIPS, is_title
from services.casework.conflict.office_words import (
    BREAK,
    PLAIN,
    SPELT_OUT,
    office_words,
    phrase_words,
    raw_words,
)
from services.platform.regions import joined, regions

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


def mended(
    word: str, more: Collection[str], *, titles: bool = False, forms: Mapping[str, str] | None = None
) -> str:
    if len(word) < SHORTEST_FORM or not word.isalpha() or word in more:
        return word
    if word in _short() or word in _known() or word in regions().words:
        return word
    meant = (forms or {}).get(word)
    if meant and (is_title(meant) or not titles):
        return meant
    if is_clipped(word):
        own = next((one for one in more if clipped(one) == word and (is_title(one) or not titles)), "")
        if own:
            return own
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


SHORTEST_GLUED = 3
"""Letters of each of two words that run together."""
SHORTEST_BEHIND = 4
"""Letters of an unknown name that runs together with a word for an office of a kind before it."""
SHORTEST_CLIPPED = 3
"""Letters of a word that lost its vowels: "kcmtn", "dns"."""
SHORTEST_NAME = 7
"""Letters in a row of a place's name of several words in which a slip is mended."""
_VOWELS = str.maketrans("", "", "aeiou")
_GLUED = re.compile(r"([a-z]{7,})(\d{0,3})([a-z]*[,;]?)")
_APART = re.compile(r"[a-z]{4,}(?=\d)|\d+(?=[a-z]{3})")
"""Where letters and a number run together: "mlati2", "4kendari"."""


@cache
def _vocabulary() -> frozenset[str]:
    """Words that name offices, their people and what they do, and single institutions."""
    more = {word for name in _LISTS_OF_OFFICES for word in LISTS[name]}
    unique = {word for names in INSTITUTIONS["unique"].values() for name in names for word in name.split()}
    found = _goals() | phrase_words() | role_words() | PLAIN | set(SPELT_OUT) | more | unique
    return frozenset(word for word in found if len(word) >= SHORTEST_FORM)


@cache
def _kinds() -> frozenset[str]:
    """Words for offices that have a name behind them."""
    marked = ((word, office_words(word, slips=False)[:1]) for word in _vocabulary())
    return frozenset(word for word, meant in marked if meant and meant[0].startswith("@")) | NAMED


@cache
def _clipped() -> dict[str, str]:
    """Words without their vowels, each with a word that it may be: the one that offices are named with."""
    found: dict[str, str] = {}
    for word in (*sorted(phrase_words()), *sorted(_goals())):
        if len(word) >= SHORTEST:
            found.setdefault(clipped(word), word)
    return found


def clipped(word: str) -> str:
    """A word without the vowels behind its first letter; empty if nothing much is left."""
    short = word[:1] + word[1:].translate(_VOWELS)
    return short if SHORTEST_CLIPPED <= len(short) < len(word) else ""


def is_clipped(word: str) -> bool:
    """Whether a word has no vowel behind its first letter."""
    return len(word) >= SHORTEST_CLIPPED and word[1:].translate(_VOWELS) == word[1:]


def apart(word: str, names: Collection[str], *, any_name: bool = False) -> list[str]:
    """The words that ran together: "sekdakotim", "mlati2", "4kendari"; the word itself if it is one.

    Args:
        word: Small letters and digits.
        names: Names of places near, letters in a row.
        any_name: Whether a name nobody knows may stand behind a word for a kind of office: "desasukamaju".
    """
    numbered = _APART.match(word)
    if numbered and not _is_known(word):
        return [numbered[0], word[numbered.end() :]]
    if len(word) < 2 * SHORTEST_GLUED or _is_known(word) or word in names:
        return [word]
    words, places = _vocabulary(), regions().words
    for at in range(len(word) - SHORTEST_GLUED, SHORTEST_GLUED - 1, -1):
        first, rest = word[:at], word[at:]
        if not (first in words or first in places):
            continue
        if rest in words or rest in names or rest in places or regions().find([rest], slips=False).words:
            return [first, rest]
        if any_name and first in _kinds() and at >= SHORTEST_BEHIND <= len(rest):
            return [first, rest]
    return [word]


def _is_known(word: str) -> bool:
    if word in _short() or word in _known() or word in regions().words or word in _vocabulary():
        return True
    return office_words(word, slips=False) != [word]  # "kadinkes"


def plainly_spelt(name: str, names: Collection[str]) -> str:
    """The name of an office with slips mended, vowels put back and words apart; the same if it has none.

    Meant for a second reading of an officer's workplace, which hides more and never less.

    Args:
        name: As somebody typed it.
        names: Names of places near it, letters in a row.
    """
    words = raw_words(name)
    told = _near_places([one for word in words for one in _plain(word, names)], names)
    return name if told == words else " ".join(told).replace("|", ",")


def _plain(word: str, names: Collection[str]) -> Sequence[str]:
    if len(word) < SHORTEST_FORM or _is_known(word) or word in names:
        return [word]
    found = apart(word, names, any_name=True)
    if len(found) > 1 or not word.isalpha():
        return found
    if len(word) > SHORTEST_FORM:
        for known in (_sorted_vocabulary(), names):
            near = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=1)
            if near and len(near[0]) > SHORTEST_FORM:
                return [near[0]]
    return [_clipped().get(word, word)]


def _near_places(words: Sequence[str], names: Collection[str]) -> list[str]:
    """Words with the name of a place near in place of two that are nearly that: "medan joor"."""
    for at in range(len(words) - 1):
        key = joined(words[at : at + 2])
        if len(key) < SHORTEST_NAME or key in names or BREAK in words[at : at + 2]:
            continue
        if all(word in regions().words or word in _vocabulary() for word in words[at : at + 2]):
            continue
        near = process.extractOne(key, names, scorer=OSA.distance, score_cutoff=1)
        if near:
            return [*words[:at], near[0], *_near_places(words[at + 2 :], names)]
    return list(words)


@cache
def _sorted_vocabulary() -> tuple[str, ...]:
    return tuple(sorted(word for word in _vocabulary() if len(word) > SHORTEST_FORM))


_BEFORE_OFFICES = tuple(sorted(LISTS["glued"], key=len, reverse=True))


def unglued(text: str) -> str:
    """A text with titles and trades apart from the office that runs together with them: "kepseksdn 1 padang".

    Read so before anything else: "kepseksdn 3" is of another school than "SDN 1".
    """
    words = text.split()
    told = [_ungluing(word) if word.casefold().startswith(_BEFORE_OFFICES) else word for word in words]
    return text if told == words else " ".join(told)


def _ungluing(word: str) -> str:
    found = _GLUED.fullmatch(word.casefold())
    if found is None or _is_known(found[1]):
        return word
    letters, number, behind = found.groups()
    for first in _BEFORE_OFFICES:
        rest = letters[len(first) :]
        known = len(rest) >= SHORTEST_GLUED and (rest in _vocabulary() or rest in regions().words)
        if letters.startswith(first) and known:
            return " ".join(filter(None, (first, rest, number, behind)))
        deeper = _ungluing(rest) if letters.startswith(first) and rest.startswith(_BEFORE_OFFICES) else rest
        if deeper != rest:
            return " ".join(filter(None, (first, deeper, number, behind)))
    return word
