"""First letters of offices' names, as people call offices by them: "BKPSDM", "DP3AP2KB"."""

from __future__ import annotations

from collections.abc import Sequence

from services.casework.conflict.office_names import INSTITUTIONS
from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_words import (
    BREAK,
    PLAIN,
    SPELT_OUT,
    initials,
    office_words,
    raw_words,
    spread,
)
from services.platform.regions import KABUPATEN, KOTA, PROVINSI

_NO_INITIALS = frozenset(LISTS["no_initials"])
"""Beginnings of many offices' names."""
_HEADS = frozenset(
    [
        "dinas",
        "badan",
        "satuan",
        "suku",
        "bagian",
        "sekretariat",
        "kantor",
        "balai",
        "lembaga",
        *INSTITUTIONS,
    ]
)
_SHORTEST_INITIALS = 3


def initials_of(name: str) -> frozenset[str]:
    """Short forms of an office's name: its own, if it is one word, else the first letters of its words."""
    words = raw_words(name)
    told = {spread(word) for word in words[:1] if _is_initials(word)}
    return frozenset(told | phrase_initials(words))


def _is_initials(word: str) -> bool:
    """Whether a word is written of first letters: nearly nothing but consonants, and no word of ours."""
    vowels = sum(letter in "aeiou" for letter in word)
    known = word in PLAIN or word in SPELT_OUT or any(mark.startswith("@") for mark in office_words(word))
    known = known or word in _NO_INITIALS
    return len(word) >= _SHORTEST_INITIALS and vowels * 4 <= len(word) and not known


def phrase_initials(words: Sequence[str]) -> set[str]:
    """First letters of what stands after "dinas", "badan" and the like, for every place where it may end."""
    found: set[str] = set()
    for at, word in enumerate(words):
        if word not in _HEADS:
            continue
        for end in range(at + 3, min(len(words), at + 14) + 1):
            if words[end - 1] in (KABUPATEN, KOTA, PROVINSI, "kab", "prov"):
                break
            if words[end - 1] in ("dan", BREAK):
                continue
            letters = initials(words[at:end])
            if len(letters) > _SHORTEST_INITIALS or (len(letters) == _SHORTEST_INITIALS and word != "kantor"):
                found.add(letters)
    return found
