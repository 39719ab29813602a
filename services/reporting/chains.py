"""Lines of command: which offices stand above which, and who leads a whole government.

An officer should not read about the office above the own one, nor about one below. Within a government the
dinas stands above its branches and the head of the government above all (UU 23/2014); agencies of the state
have an office for each province above those of its regencies, in whichever district they lie.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services.regions import DISTRICT, KABUPATEN, KOTA, PROVINSI, regions
from services.reporting.office_words import INSTITUTIONS, LISTS, UNIQUE, VILLAGE, slips_of
from services.reporting.said import Said
from services.reporting.workplaces import JAKARTA, OF_PROVINCE, Own, above_of, is_part_of
from services.villages import districts_of

_VERTICAL = frozenset(INSTITUTIONS["vertical"]["marks"])
"""Agencies of the state with offices for provinces above those of regencies."""
_OF_WHOLE_PROVINCES = frozenset(INSTITUTIONS["vertical"]["of_provinces"])
_HIGH = frozenset(LISTS["high"])
"""Words that make an office of the state one for a whole province."""
_OF_CITY = frozenset(("sudin", "suku"))
"""Words of offices of a dinas of Jakarta in its cities."""
_HOSPITAL = "@rumahsakit"
_HEADS = {
    "bupati": KABUPATEN,
    "wabup": KABUPATEN,
    "walikota": KOTA,
    "wako": KOTA,
    "wawali": KOTA,
    "wawako": KOTA,
    "walkot": KOTA,
    "gubernur": PROVINSI,
    "wagub": PROVINSI,
    "sekda": "",
    "sekdaprov": PROVINSI,
    "sekprov": PROVINSI,
    "sekdakab": KABUPATEN,
    "sekkab": KABUPATEN,
    "sekdako": KOTA,
    "sekdakot": KOTA,
    "sekko": KOTA,
    "sekot": KOTA,
}
_TYPOS = {form: _HEADS[word] for word in ("bupati", "walikota", "gubernur") for form in slips_of(word)}
_NOT_YET = frozenset(("calon", "cabup", "mantan", "eks", "kandidat", "bacalon", "balon", "pensiunan"))
_OF_HEAD = frozenset(LISTS["of_heads"])
"""Words of people around the head of a government, who are of its secretariat."""
_SECRETARIAT = "#setda"


def in_line(own: Own, said: Said) -> bool:
    """Whether who is reported stands above or below the officer's office, wherever in the province it lies.

    Offices above and below that lie in one regency are found as any others are.
    """
    if said.reported.provinces and own.province and own.province not in said.reported.provinces:
        return False
    if own.province == JAKARTA and _in_jakarta(own, said):
        return True
    return _of_the_state(own, said) or _of_the_province(own, said) or _is_head(own, said)


def _marks(said: Said) -> frozenset[str]:
    return frozenset(word for word in said.who if word.startswith(("#", "@")) and not word.startswith(UNIQUE))


def _is_high(marks: Collection[str], words: Collection[str], *, province: bool) -> bool:
    return province or not _OF_WHOLE_PROVINCES.isdisjoint(marks) or not _HIGH.isdisjoint(words)


def _of_the_state(own: Own, said: Said) -> bool:
    """Whether both are of one agency of the state, one of them for the whole province."""
    mine, theirs = own.marks & _VERTICAL, _marks(said) & _VERTICAL
    if not mine or not theirs:
        return False
    high = _is_high(mine, {word for words in own.full for word in words}, province=own.level == PROVINSI)
    theirs_high = _is_high(theirs, said.typed, province=said.of_province)
    if not high and not theirs_high:
        return False
    return not (mine | above_of(mine)).isdisjoint(theirs) or not mine.isdisjoint(above_of(theirs))


def _of_the_province(own: Own, said: Said) -> bool:
    """Whether one is a dinas of the province, the other a school, hospital or branch of it."""
    if own.level == PROVINSI and not own.named:
        kinds = {one.kind for one in said.accused_of} | _marks(said)
        if any(is_part_of(kind, own) for kind in kinds):
            return not (said.marked and OF_PROVINCE.isdisjoint(kinds))
    if said.named or not (own.of_province or any(one.kind == _HOSPITAL for one in own.named)):
        return False
    return said.of_province and not (own.concepts | own.above).isdisjoint(_marks(said))


def kinds_in_line(own: Own, said: Said) -> bool:
    """Whether an office of a kind is reported that stands right above the officer's, or below."""
    mine = {one.kind for one in own.named[:1]}
    theirs = {one.kind for one in said.accused_of}
    return not mine.isdisjoint(above_of(theirs)) or not theirs.isdisjoint(above_of(mine))


def above_is_another(own: Own, said: Said) -> bool:
    """Whether the regency's dinas is reported, and the officer's school or branch is the province's."""
    if OF_PROVINCE.isdisjoint(own.marks) or own.level == PROVINSI or said.named or said.of_branch:
        return False
    if (own.concepts | own.above).isdisjoint(_marks(said)):
        return False
    return bool(said.reported.regencies) and not said.reported.provinces


def _in_jakarta(own: Own, said: Said) -> bool:
    """Whether one is a dinas of Jakarta and the other its office in a city."""
    mine, theirs = own.concepts | own.above, _marks(said)
    words = {word for words in own.full for word in words}
    if own.level == PROVINSI and not own.named and _OF_CITY.isdisjoint(words):
        return not mine.isdisjoint(theirs | above_of(theirs))
    return not said.named and said.of_province and not mine.isdisjoint(theirs)


def _is_head(own: Own, said: Said) -> bool:
    """Whether the head of the officer's government is reported, or that head's secretary."""
    levels = heads(said.typed)
    if not levels or not own.regional:
        return False
    around = not _OF_HEAD.isdisjoint(said.typed)
    if around and _SECRETARIAT not in own.marks:
        return False
    if _marks(said) - {_SECRETARIAT}:
        return False
    if "" in levels and said.of_province:
        levels = levels - {""} | {PROVINSI}
    if PROVINSI in levels:
        return own.level == PROVINSI or own.of_province or own.province == JAKARTA
    if own.level == PROVINSI:
        return False
    kinds = {KABUPATEN, KOTA} if "" in levels else levels
    known = regions().regencies
    where = said.reported.regencies or said.regencies
    told = {code for code in where if known[code].kind in kinds}
    if not where:
        return any(known[code].kind in kinds for code in own.regencies)
    return not own.regencies.isdisjoint(told)


def heads(typed: Sequence[str]) -> frozenset[str]:
    """Levels of governments whose head is named; not where somebody only wants to be, or was."""
    found: set[str] = set()
    for at, word in enumerate(typed):
        level = _HEADS.get(word, _TYPOS.get(word))
        after = typed[at + 1 : at + 2]
        if level is None and word == "wali" and after == ["kota"]:
            level = KOTA
        if level is None and word == "sekretaris" and after == ["daerah"]:
            level = ""
        if level is not None and _NOT_YET.isdisjoint(typed[max(0, at - 2) : at]):
            found.add(level)
    return frozenset(found)


def village_of(own: Own, said: Said) -> bool | None:
    """Whether a village below the officer's district is reported; None where none is or nobody knows it."""
    mine = next((one for one in own.named[:1] if one.kind == DISTRICT), None)
    told = [one for one in said.accused_of if one.kind == VILLAGE]
    if mine is None or not told:
        return None
    found = frozenset[str]().union(*(districts_of(one.letters, own.regencies) for one in told))
    return mine.key in found if found and mine.key else None


def district_over(own: Own) -> frozenset[str]:
    """Districts, letters in a row, in one of which the officer's village lies; empty where unknown."""
    if own.within:
        return frozenset((own.within,))
    mine = next((one for one in own.named[:1] if one.kind == VILLAGE), None)
    return districts_of(mine.letters, own.regencies) if mine else frozenset()
