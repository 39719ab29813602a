"""Lines of command: which offices stand above which, and who leads a whole government.

An officer should not read about the office above the own one, nor about one below. Within a government the
dinas stands above its branches and the head of the government above all (UU 23/2014); agencies of the state
have an office for each province above those of its regencies, in whichever district they lie.
"""

from __future__ import annotations

from collections.abc import Collection

from services.casework.conflict.leaders import heads
from services.casework.conflict.office_tables import INSTITUTIONS, LISTS
from services.casework.conflict.office_words import HOSPITAL, VILLAGE
from services.casework.conflict.said import Said
from services.casework.conflict.workplaces import (
    JAKARTA,
    OF_PROVINCE,
    OF_REGIONS,
    SECRETARIAT_MARK,
    WIDE,
    Own,
    above_of,
    is_part_of,
)
from services.platform.regions import DISTRICT, KABUPATEN, KOTA, PROVINSI, regions
from services.platform.villages import districts_of

VERTICAL = frozenset(INSTITUTIONS["vertical"]["marks"])
"""Agencies of the state with offices for provinces above those of regencies."""
_OF_WHOLE_PROVINCES = frozenset(INSTITUTIONS["vertical"]["of_provinces"])
HIGH = frozenset(LISTS["high"])
"""Words that make an office of the state one for a whole province."""
_OF_CITY = frozenset(("sudin", "suku"))
"""Words of offices of a dinas of Jakarta in its cities."""
_POSTS = frozenset(LISTS["posts"])
_HAVE_POSTS = WIDE | {"@pangkalan", "#tamannasional"}
"""What offices do that have posts in other regencies than the one they are called by."""
_BUREAUS = frozenset(("biro", "karo", "kabiro"))
_OF_HEAD = frozenset(LISTS["of_heads"])
"""Words of people around the head of a government, who are of its secretariat."""


def in_line(own: Own, said: Said) -> bool:
    """Whether who is reported stands above or below the officer's office, wherever in the province it lies.

    Offices above and below that lie in one regency are found as any others are.
    """
    if said.reported.provinces and own.province and own.province not in said.reported.provinces:
        return False
    if own.province == JAKARTA and _in_jakarta(own, said):
        return True
    return (
        _of_the_state(own, said)
        or _is_a_post(own, said)
        or _of_the_province(own, said)
        or _is_head(own, said)
        or _of_the_governors_bureaus(own, said)
    )


def _is_high(marks: Collection[str], words: Collection[str], *, province: bool) -> bool:
    return province or not _OF_WHOLE_PROVINCES.isdisjoint(marks) or not HIGH.isdisjoint(words)


def _of_the_state(own: Own, said: Said) -> bool:
    """Whether both are of one agency of the state, one of them for the whole province."""
    mine, theirs = own.marks & VERTICAL, said.marks & VERTICAL
    if not own.regencies and own.marks & WIDE & (said.marks | above_of(said.marks)):
        return True  # the one office of the province has posts in its regencies
    if not mine or not theirs:
        return False
    high = _is_high(mine, {word for words in own.full for word in words}, province=own.level == PROVINSI)
    theirs_high = _is_high(theirs, said.typed, province=said.of_province)
    if not high and not theirs_high:
        return False
    return not (mine | above_of(mine)).isdisjoint(theirs) or not mine.isdisjoint(above_of(theirs))


def _is_a_post(own: Own, said: Said) -> bool:
    """Whether a post is reported in another regency of the province that may be of the officer's office."""
    mine = (own.marks | own.above) & _HAVE_POSTS
    if not mine or _POSTS.isdisjoint(said.typed) or own.level == PROVINSI:
        return False
    where = said.reported.regencies or said.regencies
    if not all(code.startswith(own.province) for code in where):
        return False
    return not mine.isdisjoint(said.accused_marks | above_of(said.accused_marks))


def _of_the_province(own: Own, said: Said) -> bool:
    """Whether one is a dinas of the province, the other a school, hospital or branch of it."""
    if (
        own.level == PROVINSI or (own.provincial and not OF_PROVINCE.isdisjoint(said.accused_marks))
    ) and not own.named:
        kinds = {one.kind for one in said.accused_of} | said.marks
        if any(is_part_of(kind, own) for kind in kinds):
            return not (said.marked and OF_PROVINCE.isdisjoint(kinds))
    if said.named or not (own.of_province or any(one.kind == HOSPITAL for one in own.named)):
        return False
    return said.of_province and not (own.concepts | own.above).isdisjoint(said.marks)


def kinds_in_line(own: Own, said: Said) -> bool:
    """Whether an office of a kind is reported that stands right above the officer's, or below."""
    mine = {one.kind for one in own.named[:1]}
    theirs = {one.kind for one in said.accused_of}
    return not mine.isdisjoint(above_of(theirs)) or not theirs.isdisjoint(above_of(mine))


def above_is_another(own: Own, said: Said) -> bool:
    """Whether the regency's dinas is reported, and the officer's school or branch is the province's."""
    if OF_PROVINCE.isdisjoint(own.marks) or own.level == PROVINSI or said.named or said.of_branch:
        return False
    if (own.concepts | own.above).isdisjoint(said.marks):
        return False
    return bool(said.reported.regencies) and not said.reported.provinces


def _in_jakarta(own: Own, said: Said) -> bool:
    """Whether one is a dinas of Jakarta and the other its office in a city."""
    mine, theirs = own.concepts | own.above, said.marks
    words = {word for words in own.full for word in words}
    if (own.level == PROVINSI or own.provincial) and not own.named and _OF_CITY.isdisjoint(words):
        return not mine.isdisjoint(theirs | above_of(theirs))
    return not said.named and said.of_province and not mine.isdisjoint(theirs)


def _of_the_governors_bureaus(own: Own, said: Said) -> bool:
    """Whether a bureau is reported, which only a province's secretariat has, and the officer is of that."""
    if own.level != PROVINSI or SECRETARIAT_MARK not in own.marks:
        return False
    return not _BUREAUS.isdisjoint(said.typed) and said.marks <= {SECRETARIAT_MARK}


def _is_below(own: Own, said: Said) -> bool:
    """Whether an office of the government is reported that the officer's workplace, the head's own or the
    government as a whole, leads."""
    marks = said.marks
    if own.level == PROVINSI and own.government:
        return not marks.isdisjoint(OF_REGIONS | OF_PROVINCE) and (
            said.of_province or not marks.isdisjoint(OF_PROVINCE)
        )
    if marks.isdisjoint(OF_REGIONS) or own.regencies.isdisjoint(said.reported.regencies or said.regencies):
        return False
    return not said.of_province and marks.isdisjoint(OF_PROVINCE)


def _is_head(own: Own, said: Said) -> bool:
    """Whether the head of the officer's government is reported, or that head's secretary."""
    levels = heads(said.typed)
    if not levels and (own.leads or (own.government and not own.marks)):
        return _is_below(own, said)
    if not levels or not own.regional:
        return False
    around = not _OF_HEAD.isdisjoint(said.typed)
    if around and SECRETARIAT_MARK not in own.marks:
        return False
    if said.marks - {SECRETARIAT_MARK}:
        return False
    if "" in levels and said.of_province:
        levels = levels - {""} | {PROVINSI}
    if PROVINSI in levels:
        return own.level == PROVINSI or own.provincial or own.of_province or own.province == JAKARTA
    if own.level == PROVINSI:
        return False
    kinds = {KABUPATEN, KOTA} if "" in levels else levels
    known = regions().regencies
    where = said.reported.regencies or said.regencies
    told = {code for code in where if known[code].kind in kinds}
    if not own.regencies:  # nobody knows where in the province it lies
        return bool(own.province) and not own.provincial
    if not where:
        return any(known[code].kind in kinds for code in own.regencies)
    return not own.regencies.isdisjoint(told)


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
