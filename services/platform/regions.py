"""Names of Indonesia's provinces, regencies, cities and districts, found in words as people write them.

The official list is ``regions.txt`` (source and licence in its head). Names are compared as letters in a
row, so that "Kebon Jeruk" and "Kebonjeruk", "Toli-Toli" and "Tolitoli" are one; usual short forms ("Jateng",
"Kukar", in ``regions_short.toml``) count.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from services.platform.places import PROVINCES

SOURCE = Path(__file__).parent / "regions.txt"
LONGEST = 4
"""Words of a name that are looked at together; "Siau Tagulandang Biaro" has three."""
ALIKE = 90.0
"""How alike (0 to 100) a name must be to pass as a slip of the finger, among the names of one province."""
SHORTEST_SIDE, SIDES_ALIKE = 4, 72.0
"""Letters of a side, such as "selatan", in which a slip is borne, and how alike (0 to 100) it must be."""
KABUPATEN, KOTA, PROVINSI = "kabupaten", "kota", "provinsi"
DISTRICT = "@kecamatan"
"""Mark before the name of a district, as :mod:`services.casework.conflict.office_words` writes it."""

_WORD = re.compile(r"[a-z0-9]+")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
NUMBERS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
_DIGITS = {str(value): word for value, word in enumerate(NUMBERS)}
_DIGITS |= {"11": "sebelas", **{str(10 + ones): f"{NUMBERS[ones]}belas" for ones in range(2, 10)}}
_DIGITS |= {
    f"{tens}{ones}": f"{NUMBERS[tens]}puluh{NUMBERS[ones] if ones else ''}"
    for tens in range(2, 10)
    for ones in range(10)
}
_SIDES = {
    "utara": ("ut", "ra"),
    "selatan": ("sel",),
    "barat": ("bar",),
    "timur": ("tim",),
    "tengah": ("teng",),
    "tenggara": ("gara",),
}
SHORT = Path(__file__).parent / "regions_short.toml"
_PERSONS = frozenset(
    [
        "pak",
        "bu",
        "bapak",
        "ibu",
        "sdr",
        "sdri",
        "saudara",
        "saudari",
        "dr",
        "drg",
        "drs",
        "dra",
        "ir",
        "h",
        "hj",
        "prof",
        "bang",
        "kak",
        "mas",
        "mbak",
    ]
)


def joined(words: Iterable[str]) -> str:
    """Letters and digits of words in a row, small letters; "sungai" is "sei", "24" is "dua puluh empat"."""
    told = "".join([_DIGITS.get(word, word) for word in words]).casefold()
    if not (told.isascii() and told.isalnum()):  # seldom
        told = _NOT_LETTERS.sub("", told)
    return told.replace("sungai", "sei")


@dataclass(frozen=True, slots=True)
class Regency:
    """A regency or city."""

    code: str
    kind: str
    key: str
    districts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Places:
    """What words say about where. Codes; several where a name has several bearers."""

    regencies: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    """Regencies that were called "kabupaten" or "kota" in so many words."""
    provinces: frozenset[str] = frozenset()
    """Provinces that were named, and where the name is no regency's."""
    districts: frozenset[str] = frozenset()
    """Regencies with a district that was called "kecamatan" and the like."""
    words: frozenset[int] = frozenset()
    """Which words are names of places."""
    towns: frozenset[int] = frozenset()
    """Which words are names of regencies' capitals only: they say where, and are names of offices, too."""


class Regions:
    """The official names, ready for looking up."""

    def __init__(self, lines: Iterable[str], short: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self.regencies: dict[str, Regency] = {}
        self._by_key: dict[str, set[str]] = defaultdict(set)
        self._by_district: dict[str, set[str]] = defaultdict(set)
        self._towns: dict[str, set[str]] = defaultdict(set)
        self._town_begins: set[str] = set()
        self._names: dict[str, dict[str, str]] = {}
        self._provinces: dict[str, str] = {}
        self._all_names: dict[str, tuple[str, ...]] = {}
        self.words: set[str] = {word for one in PROVINCES for word in _WORD.findall(one.name.casefold())}
        """Every word of a name, in small letters: none of them is a slip of something else."""
        for line in lines:
            if not line.startswith("#"):
                self._add(*line.rstrip("\n").split("|"))
        for key, codes in self._by_key.items():  # "Konawe" is not short for "Konawe Kepulauan"
            if any(self.regencies[code].key == key for code in codes):
                codes -= {code for code in codes if self.regencies[code].key == f"{key}kepulauan"}
        for one in PROVINCES:
            for key in (joined([one.name]), *short["provinces"].get(one.code, ())):
                self._provinces[key] = one.code
        for table in ("regencies", "former"):
            for code, keys in short[table].items():
                for key in keys:
                    self._by_key[key].add(code)
        for code, names in short["capitals"].items():
            for name in names:
                self._towns[joined(name.split())].add(code)
                self._town_begins.update((name.split()[0], joined(name.split())))
                self.words.update(name.split())
        self._begins = {
            key[:size] for key in (*self._by_key, *self._provinces) for size in range(len(key) + 1)
        }
        """Beginnings of names of regencies and provinces."""
        self._divided = {frozenset((new, old)) for new, olds in short["divided"].items() for old in olds}

    def _add(self, code: str, name: str, districts: str) -> None:
        kind, _, bare = (
            name.replace("Kota Administrasi ", "Kota ")
            .replace("Kabupaten Administrasi ", "Kabupaten ")
            .partition(" ")
        )
        bare = bare.replace("Kep. ", "Kepulauan ")
        words = bare.casefold().split()
        keys = {joined(words), joined(word for word in words if word != "kepulauan"), *_short(words)}
        named = frozenset(joined(one.split()) for one in districts.split(";"))
        self.words.update(_WORD.findall(f"{bare} {districts}".casefold()))
        self.regencies[code] = Regency(code, kind.casefold(), joined(words), named)
        for key in keys:
            self._by_key[key].add(code)
        for key in named:
            self._by_district[key].add(code)

    def is_district(self, key: str, regencies: Iterable[str]) -> bool:
        """Whether a district of that name (letters in a row) lies in one of the regencies, of all if none."""
        return bool(self._by_district.get(key, set()) & (set(regencies) or set(self.regencies)))

    def with_district(self, words: Sequence[str], province: str) -> frozenset[str]:
        """Regencies of a province, of all if empty, with a district of the name that words begin with."""
        for size in range(min(LONGEST, len(words)), 0, -1):
            found = self._by_district.get(joined(words[:size]), set())
            if found:
                return frozenset(code for code in found if code.startswith(province))
        return frozenset()

    def were_one(self, one: str, other: str) -> bool:
        """Whether one of two provinces (codes) was a part of the other until lately."""
        return frozenset((one, other)) in self._divided

    def within(self, province: str) -> list[str]:
        """Codes of the regencies of a province."""
        return [code for code in self.regencies if code.startswith(f"{province}.")]

    def names_within(self, province: str) -> tuple[str, ...]:
        """Every name, letters in a row, of a province, its regencies and their capitals, short forms too."""
        found = self._all_names.get(province)
        if found is None:
            tables = (self._by_key, self._towns)
            names = {
                key
                for table in tables
                for key, codes in table.items()
                if any(c.startswith(province) for c in codes)
            }
            names |= {key for key, code in self._provinces.items() if code == province}
            found = self._all_names[province] = tuple(sorted(names))
        return found

    def _names_of(self, province: str) -> dict[str, str]:
        """Names of a province's regencies by code; the few provinces there are may be kept."""
        found = self._names.get(province)
        if found is None:
            found = self._names[province] = {code: self.regencies[code].key for code in self.within(province)}
        return found

    def find(self, words: Sequence[str], province: str = "", *, slips: bool = True) -> Places:
        """Places in words; ``province`` (a code, if known) leaves out those elsewhere that are only named.

        Args:
            words: Small letters, abbreviations of ranks spelt out (``kabupaten``, ``kota``, ``provinsi``, and
                words that begin with ``@`` before the name of an office).
            province: Code of the province spoken of, or empty.
            slips: Whether slips of the finger are looked for, too, where the province is known.
        """
        regencies: set[str] = set()
        marked: set[str] = set()
        provinces: set[str] = set()
        districts: set[str] = set()
        places: set[int] = set()
        towns: set[int] = set()
        at = 0
        while at < len(words):
            before = words[at - 1] if at else ""
            if before.startswith("@") and words[at] not in (KABUPATEN, KOTA, PROVINSI):
                size = self.district_size(words, at)
                if before == DISTRICT and size:
                    found = self._by_district[joined(words[at : at + size])]
                    districts |= {code for code in found if code.startswith(province)}
                if size or before != DISTRICT:
                    at += size or 1
                    continue
            if before in _PERSONS:
                at += 1
                continue
            size, codes, region = self._longest(words, at, before, province, slips)
            town = 0 if size else self._town_size(words, at, before)
            if town:
                here = self._towns[joined(words[at : at + town])]
                regencies |= {code for code in here if code.startswith(province)}
                towns |= set(range(at, at + town))
                at += town
                continue
            if size:
                codes = self._city_behind(codes, words, at + size)
                regencies |= codes
                if before in (KABUPATEN, KOTA):
                    marked |= codes
                if region and (not codes or before not in (KABUPATEN, KOTA)):  # "Jambi" may be either
                    provinces.add(region)
                places |= set(range(at, at + size))
            at += size or 1
        return Places(
            frozenset(regencies),
            frozenset(marked),
            frozenset(provinces),
            frozenset(districts),
            frozenset(places),
            frozenset(towns),
        )

    def district_size(self, words: Sequence[str], at: int) -> int:
        """How many words from ``at`` are the longest name of a district; 0 if none."""
        sizes = range(min(LONGEST, len(words) - at), 0, -1)
        return next((size for size in sizes if joined(words[at : at + size]) in self._by_district), 0)

    def _town_size(self, words: Sequence[str], at: int, before: str) -> int:
        """How many words from ``at`` are the longest name of a capital; 0 if none."""
        if before == KABUPATEN or words[at] not in self._town_begins:
            return 0
        sizes = range(min(LONGEST, len(words) - at), 0, -1)
        return next((size for size in sizes if joined(words[at : at + size]) in self._towns), 0)

    def _longest(
        self, words: Sequence[str], at: int, before: str, province: str, slips: bool
    ) -> tuple[int, set[str], str]:
        if not (slips and province) and joined(words[at : at + 1]) not in self._begins:
            return 0, set(), ""  # most words
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            key = joined(words[at : at + size])
            codes = self._of_kind(self._by_key.get(key, set()), before, province)
            region = self._provinces.get(key, "") if before not in (KABUPATEN, KOTA) else ""
            if before == PROVINSI and region:
                codes = set()
            if codes or region:
                return self._with_side(words, at, size, before, province) or (size, codes, region)
            if slips and province and len(key) >= 7 and size <= 3:
                codes = self._of_kind(self._alike(key, province), before, province)
                if codes:
                    return size, codes, ""
        return 0, set(), ""

    def _city_behind(self, codes: set[str], words: Sequence[str], at: int) -> set[str]:
        """Of a regency and a city of one name the city, where "kota" stands behind: "Polres Sorong Kota"."""
        if words[at : at + 1] != [KOTA] or joined(words[at + 1 : at + 2]) in self._begins - {""}:
            return codes
        cities = {code for code in codes if self.regencies[code].kind == KOTA}
        return cities if cities and cities != codes else codes

    def _with_side(
        self, words: Sequence[str], at: int, size: int, before: str, province: str
    ) -> tuple[int, set[str], str] | None:
        """A longer name whose side, the last word, has a slip: "Nias Seltaan"."""
        last = words[at + size] if at + size < len(words) else ""
        if len(last) < SHORTEST_SIDE or last in self.words:
            return None
        for side in _SIDES:
            if fuzz.ratio(last, side) >= SIDES_ALIKE:
                key = joined([*words[at : at + size], side])
                codes = self._of_kind(self._by_key.get(key, set()), before, province)
                region = self._provinces.get(key, "") if before not in (KABUPATEN, KOTA) else ""
                if codes or region:
                    return size + 1, codes, region
        return None

    def _of_kind(self, codes: set[str], before: str, province: str) -> set[str]:
        return {
            code
            for code in codes
            if code.startswith(province)
            and (before not in (KABUPATEN, KOTA) or self.regencies[code].kind == before)
        }

    def _alike(self, key: str, province: str) -> set[str]:
        names = self._names_of(province)
        found = process.extract(key, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=2)
        return {code for _, _, code in found}


def _short(words: Sequence[str]) -> set[str]:
    """Usual short forms of a name with a side, such as "Lamteng" of "Lampung Tengah"."""
    if len(words) != 2 or words[1] not in _SIDES:
        return set()
    return {words[0][:size] + side for size in (2, 3, 4) for side in _SIDES[words[1]]}


@cache
def regions() -> Regions:
    """The official list, read once."""
    with SOURCE.open(encoding="utf-8") as lines:
        return Regions(lines, tomllib.loads(SHORT.read_text(encoding="utf-8")))
