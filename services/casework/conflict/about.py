"""Whether who is reported, or what happened, is of the officer's office: what it does, its trade or name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz import fuzz, process

from services.casework.conflict.by_place import is_provinces_hospital
from services.casework.conflict.chains import above_is_another, in_line, kinds_in_line, village_of
from services.casework.conflict.doubt import in_doubt
from services.casework.conflict.named import NEARLY, is_named
from services.casework.conflict.nobodys_office import OF_MINE, agrees, same_government
from services.casework.conflict.office_initials import phrase_initials
from services.casework.conflict.office_mentions import Named, mentions, same_kind
from services.casework.conflict.office_names import is_short_for
from services.casework.conflict.office_roles import ANY_CAMPUS, CAMPUS_NAMED
from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_titles import same_unit
from services.casework.conflict.office_words import (
    ALIKE,
    HEAD,
    PLAIN,
    SCHOOLS,
    UNIQUE,
    VILLAGE,
    office_words,
    short_forms,
    spread,
)
from services.casework.conflict.said import Said, office_in
from services.casework.conflict.story import is_of_another, is_short_told
from services.casework.conflict.workplaces import (
    CAMPUS,
    JAKARTA,
    OF_PROVINCE,
    Own,
    above_of,
    is_part_of,
)
from services.platform.regions import DISTRICT, KABUPATEN, LONGEST, PROVINSI, joined, regions
from services.platform.villages import districts_of, is_only_elsewhere

_MINISTRYS = "rsup"
_SAMSAT, _REVENUE = "#samsat", "#pendapatan"
_OF_SEVERAL = frozenset(f"#{one}" for one in LISTS["of_several"])
_FOREST_UNIT = "kph"
_POSTS_OF_BRANCHES = frozenset(("kp2kp", "ukk"))
"""Posts of a branch, which bear the name of the regency they lie in."""
_TRADERS = frozenset(LISTS["traders"])
_BRANCHES_IN_DISTRICTS = frozenset(("korwil", "korwilcam", "korwilcambidik"))
SHORT = 4
"""Words up to so many letters must be the same: ``Bogor`` may have a slip, ``Pati`` may not."""


def _is_nearly(word: str, own: Own) -> bool:
    """Whether a word is the institution's short form with a slip: "unptati"."""
    short = [one for mark in own.unique for one in short_forms(mark)]
    return word not in PLAIN and any(fuzz.ratio(word, one) >= NEARLY for one in short)


def told_of(own: Own, said: Said) -> bool:
    """Whether what happened names the office, where nothing else did."""
    if own.unique and any(word.startswith(UNIQUE) for word in said.who):
        return False
    if any(is_named(one, own, said) for one in own.named):
        return True
    if elsewhere(own, said):
        return False
    return (
        (not said.accused_of and is_short_told(own, said.what))
        or office_in(said.what, own.concepts, told=True)
        or (bool(own.telling) and joined(own.telling) in joined(said.what))
    )


def about(own: Own, said: Said) -> bool:
    """Whether what was said is about the office."""
    institutions = {word for word in said.who if word.startswith(UNIQUE)}
    if own.unique and institutions:
        return not own.unique.isdisjoint(institutions)
    if own.unique and any(_is_nearly(word, own) for word in said.typed):
        return True
    if any(is_named(one, own, said) for one in own.named) or in_line(own, said):
        return True
    if elsewhere(own, said):
        return False
    return (
        _does_the_same(own, said)
        or _has_words(own, said)
        or same_government(own, said)
        or _may_be_meant(own, said)
        or in_doubt(own, said)
    )


def _may_be_meant(own: Own, said: Said) -> bool:
    """Whether who is reported may belong to the office, which is not named but lies where it happened."""
    told = [*(one.kind for one in said.accused_of), *(word for word in said.who if word.startswith("#"))]
    if "#kemenag" in said.who and "#kemenag" not in own.concepts:  # a madrasah
        told = [mark for mark in told if mark not in SCHOOLS]
    if not OF_PROVINCE.isdisjoint(told) and not SCHOOLS.isdisjoint(told):  # "SMKN 2, sekolah provinsi"
        told = [mark for mark in told if mark != "@sekolah"]
    part = any(is_part_of(mark, own) for mark in told)
    if part and own.level == PROVINSI:  # its schools and hospitals lie in every regency
        return True
    where = said.regencies | said.reported.regencies
    if where and not agrees(own, said):
        return False
    if part or kinds_in_line(own, said) or _of_trade(own, said) or _may_be_a_village_of(own, said):
        return True
    if not agrees(own, said):
        return False
    if said.named or said.of_a_trade or any(word.startswith("#") for word in [*said.who, *said.where]):
        return False
    return not own.rank.isdisjoint(said.ranks)


def _may_be_a_village_of(own: Own, said: Said) -> bool:
    """Whether a lurah or village head is reported who may be under the camat: nobody lists all villages."""
    if not any(one.kind == DISTRICT for one in own.named[:1]):
        return False
    known = village_of(own, said)
    if known is not None:
        return known
    told = [*said.accused_of, *mentions(said.where)]
    villages = [one for one in said.accused_of if one.kind == VILLAGE]
    if villages and all(is_only_elsewhere(one.letters, own.regencies, own.province) for one in villages):
        return False
    return bool(villages) and not any(one.kind == DISTRICT for one in told)


def _first_word_said(own: Own, said: Said) -> bool:
    """Whether the first word of the name, an ordinary one, is said: "dosen ISI", of ISI Denpasar."""
    return any(
        words[:1] and words[0] not in PLAIN | CAMPUS_NAMED and words[0] in said.typed for words in own.full
    )


def _of_trade(own: Own, said: Said) -> bool:
    """Whether who is reported has a trade that the office has people of, and no other office is named."""
    if (
        own.unique
        and said.of_a_trade
        and HEAD not in said.who
        and agrees(own, said)
        and _first_word_said(own, said)
    ):
        return True
    campus = ANY_CAMPUS in said.trades and HEAD not in said.who
    if campus and (
        own.unique or any(one.kind == CAMPUS for one in own.named)
    ):  # of a "fakultas pertanian", too
        return True
    if any(word.startswith("#") for word in said.who):
        return False
    if any(one.kind not in (DISTRICT, VILLAGE) for one in said.accused_of):
        return False
    if not own.named:
        does = own.concepts | own.above if own.unique else own.concepts  # "polhut", of one national park
        return not (said.trades | above_of(said.trades)).isdisjoint(does)
    if own.named[0].kind == DISTRICT and VILLAGE in said.trades and not said.accused_of:
        return True
    mine = own.named[0].kind
    if any(same_kind(one.kind, mine) for one in [*said.accused_of, *mentions(said.where)]):
        return False
    return any(same_kind(mine, one) for one in said.trades)


def elsewhere(own: Own, said: Said) -> bool:
    """Whether who is reported works surely for another government than the officer."""
    reported = said.reported
    if above_is_another(own, said):
        return True
    if own.level == PROVINSI and own.province != JAKARTA and said.marked:
        return True
    if own.level == KABUPATEN and (said.provincial or _is_the_provinces(own, said)):
        return True
    if own.level == PROVINSI and _is_a_branch_in_a_district(said):
        return True
    if (
        reported.provinces
        and own.province
        and own.province not in reported.provinces
        and not reported.regencies
    ):
        return True
    if own.provincial or own.wide:
        return (
            bool(reported.regencies)
            and not reported.provinces
            and not (said.of_branch and own.provincial)
            and own.regencies.isdisjoint(reported.regencies)
        )
    if not own.regencies:
        return False
    if _serves_there(own, said):
        return False
    if reported.regencies:
        return own.regencies.isdisjoint(reported.regencies)
    here = not own.regencies.isdisjoint(said.regencies)
    return not here and bool(reported.provinces or said.regencies)


def _is_the_provinces(own: Own, said: Said) -> bool:
    """Whether a branch or hospital is reported that is said to be the province's, or the ministry's own."""
    if own.of_province:
        return False
    if _SAMSAT in said.accused_marks and _REVENUE in own.concepts:
        return True
    if any(is_provinces_hospital(one) for one in said.accused_of) or _names_province_first(said):
        return True
    if said.reported.regencies:
        return False
    return PROVINSI in said.accused_marked or (bool(own.concepts) and _MINISTRYS in said.accused)


def _names_province_first(said: Said) -> bool:
    """Whether an office is a province's and lies in a city: "UPT Dinsos Provinsi Jatim di Malang"."""
    words = said.accused_marked
    at = words.index(PROVINSI) if PROVINSI in words else 0
    if not at or regions().find(words[:at], slips=False).regencies:
        return False
    return bool(regions().find(words[at : at + LONGEST], slips=False).provinces)


def _serves_there(own: Own, said: Said) -> bool:
    """Whether a branch for several regencies may be meant, of which none is named: "petugas imigrasi"."""
    where = said.reported.regencies
    if own.level == PROVINSI or (where and _POSTS_OF_BRANCHES.isdisjoint(said.typed)):
        return False
    if _OF_SEVERAL.isdisjoint(own.concepts & said.accused_marks) or _FOREST_UNIT in said.typed:
        return False
    known = regions().regencies
    told = (code for code in where or said.regencies if code.startswith(own.province))
    return any(known[code].kind == KABUPATEN for code in told)


def _is_a_branch_in_a_district(said: Said) -> bool:
    """Whether a dinas' branch in a kecamatan is reported: those are the regency's."""
    if _BRANCHES_IN_DISTRICTS.isdisjoint(said.accused) or not OF_PROVINCE.isdisjoint(said.accused_marks):
        return False
    return any(one.kind == DISTRICT for one in said.accused_of)


def _does_the_same(own: Own, said: Said) -> bool:
    if not _TRADERS.isdisjoint(said.accused[:1]) and HEAD not in said.who:  # "pedagang pasar"
        return False
    who = said.concepts
    if own.concepts & who or (own.above & who and not said.named):
        return True
    if own.initials and not own.initials.isdisjoint(spread(word) for word in said.raw):
        return True
    if not (own.concepts and who) and own.initials & phrase_initials(said.raw):
        return True
    if any(_is_short_name(word, own) for word in said.raw):
        return True
    if same_unit(own.units, said.raw) and own.concepts | own.above >= who:
        return True
    return office_in(said.where, own.concepts)


def _is_short_name(word: str, own: Own) -> bool:
    if word in PLAIN or not any(is_short_for(word, full) for full in own.full):
        return False
    return not any(mark.startswith(("@", "#")) for mark in office_words(word))


def _has(word: str, haystack: Sequence[str]) -> bool:
    if word in haystack or word in map("".join, pairwise(haystack)):
        return True
    if len(word) <= SHORT or word.isdigit():
        return False
    return process.extractOne(word, haystack, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


def _all_in(wanted: Sequence[str], haystack: Sequence[str]) -> bool:
    return bool(wanted) and all(_has(word, haystack) for word in wanted)


def _has_words(own: Own, said: Said) -> bool:
    """Whether an office of no known kind is named word by word."""
    return _all_in(own.telling, [*said.who, *said.where]) or _all_in(own.agency_telling, said.who)


def names_another(own: Own, said: Said) -> bool:
    """Whether who is reported is said to be of an office that is surely not the officer's.

    Then the reporter's own workplace tells nothing of it. "Kabid pendidikan" may be of the workplace.
    """
    if not OF_MINE.isdisjoint(said.accused):
        return False
    words = said.accused_marked
    named = any(_is_named_for_sure(one, own) for one in said.accused_of)
    if not said.accused_of and not office_in(words, frozenset(one for one in words if one.startswith("#"))):
        return False
    if elsewhere(own, said) or is_of_another(own, said) or _is_of_another_kind(own, said):
        return True
    return named and not about(own, said)


def _is_named_for_sure(one: Named, own: Own) -> bool:
    """Whether what stands behind a kind is a name: not "wakil kepala sekolah bidang kesiswaan"."""
    if one.numbers or any(word.isdigit() for word in one.letters):
        return True
    known = regions()
    place = known.find(one.letters, own.province, slips=False)
    if 0 in place.words | place.towns or known.with_district(one.letters, own.province):
        return True
    return bool(districts_of(one.letters, own.regencies))


def _is_of_another_kind(own: Own, said: Said) -> bool:
    """Whether offices of kinds are reported of which none is the officer's, above it or below."""
    mine = {one.kind for one in own.named[:1]}
    theirs = {one.kind for one in said.accused_of}
    if not mine or not theirs or any(same_kind(one, other) for one in mine for other in theirs):
        return False
    return mine.isdisjoint(above_of(theirs)) and theirs.isdisjoint(above_of(mine))
