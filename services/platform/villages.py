"""In which district a village lies, by its name.

The official list is ``villages.txt`` (source and licence in its head): 83,000 names. It is kept as the bytes
it is read as, 1 MB; only regencies of officers' workplaces are looked into: what is kept tells nothing of
reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from services.platform.regions import LONGEST, joined

SOURCE = Path(__file__).parent / "villages.txt"
MOST_REGENCIES = 64
"""Regencies kept as names; officers work in few."""
SHORTEST = 5
"""Letters of a name that may have a slip, or lack its side."""
ALIKE = 88.0
"""How alike (0 to 100) names must be then."""
_SIDES = frozenset(
    (
        *("utara", "selatan", "timur", "barat", "tengah", "baru", "lama", "hulu", "hilir", "ilir", "ulu"),
        *("lor", "kidul", "wetan", "kulon", "kaler", "kaja", "kelod", "kauh", "kangin", "dalam", "luar"),
        *("besar", "kecil", "satu", "dua", "tiga", "empat", "lima", "jaya", "indah", "raya", "kota"),
    )
)
"""Ends of names that people leave out."""
_WORDS_FOR_VILLAGES = ("gampong", "kampung", "kampong", "desa", "pekon", "nagari", "nagori", "tiyuh", "kp")
"""Words that are a part of some names in the list, and are said or left out."""


@cache
def _lines() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for line in SOURCE.read_bytes().splitlines():
        if not line.startswith(b"#"):
            code, _, rest = line.partition(b"|")
            found[code.decode()] = rest
    return found


def bare(key: str) -> str:
    """A name, letters in a row, without a word for villages before it."""
    for word in _WORDS_FOR_VILLAGES:
        if key.startswith(word) and len(key) > len(word) + 2:
            return key[len(word) :]
    return key


@lru_cache(maxsize=MOST_REGENCIES)
def villages(regency: str) -> dict[str, frozenset[str]]:
    """Villages of a regency (code): each name with the districts it is found in, letters in a row."""
    found: dict[str, set[str]] = {}
    for one in _lines().get(regency, b"").decode().split("|"):
        district, _, names = one.partition(":")
        for name in filter(None, names.split(",")):
            found.setdefault(bare(name), set()).add(district)
    return {name: frozenset(districts) for name, districts in found.items()}


def is_village(key: str, regencies: Iterable[str]) -> bool:
    """Whether a village of that very name, letters in a row, lies in one of the regencies."""
    return any(bare(key) in villages(code) for code in regencies)


def is_only_elsewhere(words: Sequence[str], regencies: Iterable[str], province: str) -> bool:
    """Whether the whole name is a village's in other regencies of the province, and none's in these."""
    key, mine = bare(joined(words)), set(regencies)
    if len(key) < SHORTEST or not province or not mine or districts_of(words, mine):
        return False
    names = re.compile(rf"[:,](?:{'|'.join(_WORDS_FOR_VILLAGES)})?{re.escape(key)}(?=[,|]|$)".encode())
    return any(
        names.search(line)
        for code, line in _lines().items()
        if code.startswith(province) and code not in mine
    )


def districts_of(words: Sequence[str], regencies: Iterable[str]) -> frozenset[str]:
    """Districts, letters in a row, with a village of the longest name that words begin with; empty if none.

    Where no village has the name, those that have it with a side behind ("Kedoya" is Utara or Selatan), or
    whose names are as good as alike; a longer name that is alike ("Golo Wuas") beats a shorter one ("Golo").
    """
    known = [villages(code) for code in regencies]
    keys = [bare(joined(words[:size])) for size in range(min(LONGEST + 1, len(words)), 0, -1)]
    for key in keys:
        found = frozenset[str]().union(*(one.get(key, frozenset()) for one in known))
        if not found and len(key) >= SHORTEST:
            found = _nearly(key, known)
        if found:
            return found
    return frozenset()


def _nearly(key: str, known: Sequence[dict[str, frozenset[str]]]) -> frozenset[str]:
    return frozenset[str]().union(
        *(
            districts
            for one in known
            for name, districts in one.items()
            if (name.startswith(key) and name[len(key) :] in _SIDES)
            or (abs(len(name) - len(key)) <= 2 and fuzz.ratio(name, key, score_cutoff=ALIKE))
        )
    )
