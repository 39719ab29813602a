"""Offices of which there are many of a kind, found in words with the name that follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.casework.conflict.office_names import FAR, alike, today
from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_words import BREAK, HEAD, PLAIN, SCHOOLS, VILLAGE
from services.platform.regions import DISTRICT, KABUPATEN, KOTA, LONGEST, PROVINSI, joined, regions
from services.platform.villages import bare, is_village

BRANCH = "@cabdin"
"""Branches of a dinas of a province, known by number."""
LONGEST_RUN = 8
"""Words after a kind that may belong to its name."""
_ENDS_NAME = frozenset(
    (KABUPATEN, PROVINSI, BREAK, HEAD, "dan", "bersama", "dengan", "yang", "serta", "saat", "untuk")
)
_SIDES = frozenset(LISTS["sides"])
"""Words at the end of a name that make it another place's."""
_GRADE = re.compile(r"i{1,3}[abc]")
"""A prison's class: "Lapas Kelas IIA"."""
_OF_PERSONS = frozenset(
    ["prof", "dr", "drg", "drs", "dra", "ir", "h", "hj", "kh", "tgk", "raden", "rd", "r", "ra"]
)
"""Titles in the names of hospitals and schools, which people leave out."""
_BEFORE_PERSONS = frozenset(("pak", "bapak", "bu", "ibu", "sdr", "sdri"))
"""Words before the name of somebody at a school: "guru SMA 4 bu Hasna"."""
BEATS = frozenset(["@polsek", "@koramil"])
"""Offices whose people serve in a village; a number before the name is of no weight."""


@dataclass(frozen=True, slots=True)
class Named:
    """An office of which there are many of a kind, with the letters and numbers of its name."""

    kind: str
    letters: tuple[str, ...]
    numbers: frozenset[str]

    @property
    def key(self) -> str:
        """The letters of the name in a row."""
        return joined(self.letters)


def same_kind(one: str, other: str) -> bool:
    """Whether two kinds may mean one office; "sekolah" may be any school."""
    return one == other or ("@sekolah" in (one, other) and one in SCHOOLS and other in SCHOOLS)


def mentions(words: Sequence[str]) -> list[Named]:
    """Offices of a kind in words, each with the name that follows; empty where none does."""
    found: list[Named] = []
    at = 0
    while at < len(words):
        if not words[at].startswith("@"):
            at += 1
            continue
        kind = words[at]
        at += 1
        while at < len(words) and words[at].startswith(
            "@"
        ):  # "Puskesmas Kecamatan ...": the first one says what it is
            kind = words[at] if kind == "@sekolah" and words[at] in SCHOOLS else kind
            if kind == VILLAGE and words[at] == DISTRICT:  # "carik kecamatan ..."
                kind = DISTRICT
            if kind == "@kua" and words[at] == VILLAGE:  # some villages have a penghulu
                kind = VILLAGE
            at += 1
        while kind == BRANCH and at < len(words) and words[at].startswith(("#", HEAD)):
            at += 1
        posted = kind in BEATS and VILLAGE in words[at - 1 : at]
        start = at
        while at < len(words) and at - start < LONGEST_RUN and not words[at].startswith(("@", "#")):
            if words[at] in _ENDS_NAME or (kind in SCHOOLS and words[at] in _BEFORE_PERSONS):
                break
            if at > start and words[at] == "di" and not regions().words.intersection(words[at + 1 : at + 2]):
                break  # "guru MAN 2 di acara partai"
            at += 1
        found.append(_named(kind, () if posted else _without_city(words[start:at])))
    return found


def _without_city(run: Sequence[str]) -> Sequence[str]:
    """A name up to "kota ..." where that is the city it lies in; some districts are called "Kota ..."."""
    if KOTA in run[1:]:
        at = run.index(KOTA, 1)
        if regions().find(run[at:]).regencies:
            return run[:at]
    return run


def _named(kind: str, run: Sequence[str]) -> Named:
    name = regions().district_size(run, 0) if kind == DISTRICT else 0
    words = [*run[:name], *(word for word in run[name:] if word not in PLAIN)]
    if kind in (DISTRICT, "@kelurahan"):  # a number is a part of the name: "Pegangsaan Dua" is "Pegangsaan 2"
        return Named(kind, tuple(words), frozenset())
    return Named(
        kind,
        tuple(word for word in words if not word.isdigit() and not _is_title(word)),
        frozenset(word for word in words if word.isdigit()),
    )


def _is_title(word: str) -> bool:
    return len(word) == 1 or word in _OF_PERSONS or _GRADE.fullmatch(word) is not None


def starts_with(letters: Sequence[str], own: Named, regencies: frozenset[str]) -> bool:
    """Whether words begin with an office's name, and not with a longer name such as that name and "Barat"."""
    mine = own.key
    for size in range(1, min(len(letters), LONGEST + 1) + 1):
        key = joined(letters[:size])
        if len(key) > len(mine) + FAR or letters[size - 1] == BREAK:
            return False
        if key == mine or (_slip(key, own, regencies) and not _is_another_village(key, own, regencies)):
            longer = letters[size : size + 1]
            if longer and longer[0] in _SIDES and not _is_place(letters[size:], regencies):
                continue
            ends = {own.letters[-1], letters[size - 1]}
            if key != mine and len(ends) > 1 and ends <= _SIDES:
                continue
            more = [joined(letters[: size + extra]) for extra in range(1, LONGEST)]
            return not any(
                one != key and one != mine and regions().is_district(one, regencies) for one in more
            )
    return False


def _is_place(words: Sequence[str], regencies: frozenset[str]) -> bool:
    """Whether words begin with a regency's name: "Wates Kulon Progo" is no place called "Wates Kulon"."""
    found = regions().find(words[:2], slips=False)
    return 0 in found.words and not regencies.isdisjoint(found.regencies)


def _is_another_village(key: str, own: Named, regencies: frozenset[str]) -> bool:
    """Whether a name that is nearly the village's is another one's, and the village's own name is listed."""
    if own.kind != VILLAGE or bare(key) == bare(own.key):
        return False
    if own.key in (key[:-1], f"{key}{own.key[-1]}"):  # "Sungai Pua" and "Sungaipuar": nobody keeps them apart
        return False
    return is_village(key, regencies) and is_village(own.key, regencies)


def _slip(key: str, named: Named, regencies: frozenset[str]) -> bool:
    own = named.key
    if len(own) <= LONGEST or not alike(own, key):
        return False
    known = regions()
    if not known.is_district(key, regencies) or (
        named.kind == VILLAGE and is_village(own, regencies) and not is_village(key, regencies)
    ):
        return True
    return today(key) == today(own) and not known.is_district(own, regencies)
