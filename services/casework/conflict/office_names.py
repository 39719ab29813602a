"""Proper names of offices as people say them: old spelling, first letters, and names made of beginnings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from services.casework.conflict.office_tables import INSTITUTIONS as MORE
from services.casework.conflict.office_tables import LISTS

ALIKE = 85.0
"""How alike two names must be (0 to 100) in today's spelling."""
FAR = 4
"""Letters by which the lengths of two spellings of a name may differ."""
SHORTEST = 5
"""Letters of a name that may have a slip."""
INSTITUTIONS = frozenset(["universitas", "institut", "politeknik", "akademi", "poltekkes"])
"""First words of names whose first letters or beginnings are a name of their own: UGM, Unhas, PNUP."""
_OLD = (
    *(("uak", "uk"), ("uang", "ung"), ("iang", "ing"), ("iak", "ik"), ("uah", "uh"), ("iah", "ih")),  # Minang
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "sy"),
    ("nj", "ny"),
    ("ch", "h"),
    ("j", "y"),
    ("y", "i"),
)
_VOWELS = re.compile("[aeiou]")
_TWICE = re.compile(r"(.)\1+")
_HOSPITAL = re.compile(r"rs(?:u|ud|up)?(?=[a-z]{2})")
_HOSPITALS: dict[str, list[str]] = MORE["hospitals"]
_NO_NAME = frozenset(LISTS["many_hospitals"])
"""Words that many names of hospitals have."""
_SMALL = frozenset(["dan", "di", "dr", "prof", "negeri", "jenderal", "sultan"])


def today(name: str) -> str:
    """A name in letters that old and new spelling have in common: "soetomo" and "sutomo" are one."""
    for old, new in _OLD:
        name = name.replace(old, new)
    return _TWICE.sub(r"\1", name)


def alike(one: str, other: str) -> bool:
    """Whether two names, letters in a row, may be the same but for spelling or a slip."""
    if abs(len(one) - len(other)) > FAR:
        return False
    mine, said = today(one), today(other)
    if mine == said:
        return True
    shorter, longer = sorted((mine, said), key=len)
    near = len(shorter) == FAR and len(longer) == SHORTEST and shorter[0] == longer[0]
    if near and _VOWELS.sub("", shorter) == _VOWELS.sub("", longer):  # "Skip" is "Sekip"
        return True
    return (
        min(len(one), len(other)) >= SHORTEST and max(fuzz.ratio(mine, said), fuzz.ratio(one, other)) >= ALIKE
    )


def names_hospital(own: Sequence[str], said: Sequence[str]) -> bool:
    """Whether names of a hospital share a telling word, or are two names of one."""
    wanted = {word for one in own for word in (one, *_HOSPITALS.get(one, ()))}
    given = {word for one in said for word in (one, *_HOSPITALS.get(one, ()))}
    return any(
        len(mine) >= FAR and len(word) >= FAR and mine not in _NO_NAME and alike(mine, word)
        for mine in wanted
        for word in given
    )


def telling_of_hospital(letters: Sequence[str]) -> frozenset[str]:
    """Words by which a hospital is called and few others: "kariadi", and "rsdk", which is short for it."""
    mine = {word for word in letters if len(word) >= FAR and word not in _NO_NAME}
    short = {one for one, names in _HOSPITALS.items() if not mine.isdisjoint(names)}
    return frozenset(today(word) for word in mine) | mine | short


def hospitals_called(typed: Sequence[str], letters: Sequence[str]) -> bool:
    """Whether a word is a short form of a hospital's name: "RSHS"."""
    short = (_HOSPITALS.get(word, ()) for word in typed if word.startswith("rs"))
    return any(name in letters for names in short for name in names)


def is_made_of(word: str, words: Sequence[str]) -> bool:
    """Whether a word is made of beginnings of words in their order, the first one's among them.

    Small words may be left out ("Unimed" of "Universitas Negeri Medan"), and words at the end.
    """
    if not word:
        return True
    if not words:
        return False
    first, rest = words[0], words[1:]
    for size in range(min(len(first), len(word)), 0, -1):
        if word[:size] == first[:size] and _goes_on(word[size:], rest):
            return True
    return False


def _goes_on(word: str, words: Sequence[str]) -> bool:
    if is_made_of(word, words):
        return True
    return bool(words) and words[0] in _SMALL and _goes_on(word, words[1:])


def is_short_for(word: str, office: Sequence[str]) -> bool:
    """Whether a word is a short form of an institution's or a hospital's full name (words as typed).

    "UNM", "Uncen" and "PNUP" are made of beginnings, "RSUZA" of a hospital's kind and first letters.
    """
    if len(word) < 2 or not office:
        return False
    for at, one in enumerate(office):
        if one in INSTITUTIONS:
            name = [w for w in office[at:] if w.isalpha()]
            if len(word) == 2:
                return word == "".join(one[0] for one in name)
            return word not in name and len(name) > 1 and _made_of_two(word, name)
    kind = _HOSPITAL.match(word)
    if kind is None or not office[0].startswith(("rs", "rumah")):
        return False
    name = [w for w in office[1:] if w not in ("sakit", "umum", "daerah", "pusat") and len(w) > 1]
    bare = [w for w in name if w not in _SMALL]
    return any(
        word[size:] in ("".join(w[0] for w in chosen[:upto]) for chosen in (name, bare) for upto in (2, 3, 4))
        for size in range(2, kind.end() + 1)
    )


def _made_of_two(word: str, name: Sequence[str]) -> bool:
    """Whether more than the first word has a part in a word, and that not of it alone ("Univ")."""
    return not name[0].startswith(word) and is_made_of(word, name)
