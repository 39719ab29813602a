"""Conflict of interest: an officer never sees a report about the own office.

Offices are typed by people, so the rule compares what words mean (:mod:`services.reporting.office_words`) and
where the office is (:mod:`services.regions`). Place and office count together:

1. A report in another province than the officer's is no conflict, unless either province is unknown, or one
   was a part of the other until lately and the regency is not surely in the one that was said.
2. An office of a **kind** (a district, a village, a school, a health centre) conflicts when the report names
   that kind with that name; and when it names the kind without a name and lies in the officer's regency.
3. An office that **does** something (education, the inspectorate) conflicts when who is reported does one of
   the same things, or where or what was said names such an office, unless that is surely another
   government's: another regency, or a province's where the officer's is a regency's.
4. Any other office conflicts when every telling word of its name is found; an agency that is a whole
   government when who is reported is said to work for that government and for no office of it.
5. What the reporter said about the own workplace counts like who is reported: it can hide a report from an
   officer of that office, it never shows one.

6. A title that leaves open of which office ("kepala dinas", "kabid") conflicts in the officer's regency where
   the office has such a title; a health centre, hospital or school with the dinas it belongs to, and back.
7. The level that who is reported is said to be of ("kadisdik kota ...") decides; what is only said of the
   place does not count where who is reported has an office; "bukan yang ..." takes away what it names.

In doubt the report is hidden: another officer will read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz, process

from services.access.officers import Workplace
from services.regions import DISTRICT, KABUPATEN, KOTA, LONGEST, PROVINSI, Places, joined, regions
from services.reporting.draft import Draft
from services.reporting.facts import workplace_words
from services.reporting.office_names import is_made_of, is_short_for
from services.reporting.office_titles import ranks, same_unit
from services.reporting.office_words import (
    ALIKE,
    BREAK,
    HEAD,
    PLAIN,
    SCHOOLS,
    may_name,
    office_words,
    place_words,
    raw_words,
    spread,
)
from services.reporting.workplaces import (
    BRANCH,
    CAMPUS,
    FEW,
    GOVERNMENT,
    Named,
    Own,
    is_part_of,
    mentions,
    own_office,
    phrase_initials,
    same_kind,
    starts_with,
)

JAKARTA = "31"
"""Its cities are parts of the province and have no government of their own."""
SHORT = 4
"""Words up to so many letters must be the same: ``Bogor`` may have a slip, ``Pati`` may not."""
FAR = 6
"""Words between "dinas" and what it does."""
_TELLING_OTHERS = (
    "lapor",
    "melapor",
    "dilapor",
    "adu",
    "mengadu",
    "sampai",
    "menyampai",
    "disampai",
    "kirim",
    "tembus",
    "mohon",
    "minta",
)
"""Beginnings of words before an office that was only told of the matter."""


_OF_BRANCHES = frozenset((BRANCH, "upt", "cabang", "balai", "korwil", "#samsat"))
"""Words of branches: those of a province are called by the city they lie in."""
_ENDS_DENIAL = frozenset((BREAK, "tapi", "tetapi", "melainkan", "namun", "kok"))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a report says, as words with marks."""

    who: list[str]
    where: list[str]
    what: list[str]
    told: list[Named]
    """Offices of a kind in what happened."""
    raw: list[str]
    """Who and where, as typed."""
    reported: Places
    """Places named in who is reported."""
    regencies: frozenset[str]
    """Regencies it happened in, as said; empty if not said."""
    named: list[Named]
    """Offices of a kind in who is reported."""
    accused_of: list[Named]
    """The same, leaving out what the reporter said about the own workplace."""
    ranks: frozenset[str]
    """Ranks of offices that the title of who is reported leaves open."""
    marked: bool
    """Whether who is reported is said to be of a "kota" or "kabupaten", in so many words."""
    provincial: bool
    """Whether who is reported is said to be of a province, and of no regency."""


def _story(draft: Draft, own: Own) -> list[str]:
    """Words of what happened; empty where none of them can have to do with the office."""
    if own.telling or may_name(draft.story, own.triggers):
        return office_words(draft.story, slips=False)
    return []


def _read(draft: Draft, province: str, own: Own, what: list[str], told: list[Named]) -> _Said:
    who_text = f"{draft.accused}\n{workplace_words(draft)}"
    who, where = _without_denied(office_words(who_text)), office_words(draft.place)
    accused = office_words(draft.accused)
    known = regions()
    reported = known.find(who, province, slips=False)
    of_branch = not _OF_BRANCHES.isdisjoint(who)
    if _names_office(accused, own):  # then the place is only where it was
        where = []
    district = known.find(place_words(draft.district), province)
    around = known.find(where, province, slips=False)
    return _Said(
        who=who,
        where=where,
        what=what,
        told=told,
        raw=[*raw_words(who_text), BREAK, *(raw_words(draft.place) if where else ())],
        reported=reported,
        regencies=district.regencies or around.regencies or around.districts,
        named=mentions(who),
        accused_of=mentions(accused),
        ranks=ranks(raw_words(who_text)),
        marked=bool(reported.marked) and not reported.provinces and PROVINSI not in who and not of_branch,
        provincial=PROVINSI in who and not reported.regencies and not of_branch,
    )


def _without_denied(words: list[str]) -> list[str]:
    """Words without what "bukan yang ..." denies, as long as anything else is said."""
    if "bukan" not in words:
        return words
    at = words.index("bukan")
    if words[at + 1 : at + 2] not in (["yang"], ["yg"], ["dari"]):
        return words
    end = at + 2
    while end < len(words) and words[end] not in _ENDS_DENIAL and end - at < FAR:
        if end > at + 2 and words[end].startswith(("@", HEAD, "#")) and words[end - 1] != HEAD:
            break
        end += 1
    rest = [*words[:at], *words[end:]]
    return rest if any(word not in PLAIN for word in rest) else words


def _names_office(words: Sequence[str], own: Own) -> bool:
    """Whether words name an office by what it does, by its kind or by a name that is surely no person's."""
    marks = frozenset(word for word in words if word.startswith("#"))
    if _office_in(words, marks):
        return True
    for one in mentions(words):
        if not any(same_kind(one.kind, mine.kind) for mine in own.named):
            if one.letters or one.numbers:
                return True
        elif one.numbers or (one.kind == DISTRICT and _district_at(one.letters, own)):
            return True
    return False


def conflicts(workplace: Workplace, draft: Draft) -> bool:
    """Whether an officer of this workplace has to be kept away from the report."""
    province = draft.province or workplace.province
    if workplace.province and draft.province and workplace.province != draft.province:
        if not _formerly_one(workplace.province, draft):
            return False
        province = workplace.province
    own = own_office(workplace)
    readings = (draft, replace(draft, agency="")) if workplace_words(draft) else (draft,)
    what = _story(draft, own)
    told = mentions(what)
    return any(_about(own, _read(one, province, own, what, told)) for one in readings)


def _about(own: Own, said: _Said) -> bool:
    """Whether what was said is about the office."""
    if any(_is_named(one, own, said) for one in own.named):
        return True
    if _elsewhere(own, said):
        return False
    return (
        _does_the_same(own, said)
        or _has_words(own, said)
        or _same_government(own, said)
        or _may_be_meant(own, said)
    )


def _may_be_meant(own: Own, said: _Said) -> bool:
    """Whether who is reported may belong to the office, which is not named but lies where it happened."""
    if own.regencies.isdisjoint(said.regencies | said.reported.regencies):
        return False
    if any(is_part_of(one.kind, own) for one in said.accused_of):
        return True
    if said.named or any(word.startswith("#") for word in [*said.who, *said.where]):
        return False
    return not own.rank.isdisjoint(said.ranks)


def _formerly_one(province: str, draft: Draft) -> bool:
    """Whether the report may mean an officer's province by the name it had before it was divided."""
    known, told = regions(), draft.province or ""
    if not known.were_one(province, told):
        return False
    return not known.find(place_words(draft.district), told).regencies


def _elsewhere(own: Own, said: _Said) -> bool:
    """Whether who is reported works surely for another government than the officer."""
    reported = said.reported
    if own.level == PROVINSI and own.province != JAKARTA and said.marked:
        return True
    if own.level == KABUPATEN and said.provincial:
        return True
    if (
        reported.provinces
        and own.province
        and own.province not in reported.provinces
        and not reported.regencies
    ):
        return True
    if own.provincial:
        return (
            bool(reported.regencies)
            and not reported.provinces
            and own.regencies.isdisjoint(reported.regencies)
        )
    if not own.regencies:
        return False
    if reported.regencies:
        return own.regencies.isdisjoint(reported.regencies)
    here = not own.regencies.isdisjoint(said.regencies)
    return not here and bool(reported.provinces or said.regencies)


def _is_named(own: Named, office: Own, said: _Said) -> bool:
    """Whether the report is about an office of a kind."""
    here = not office.regencies or not said.regencies or not office.regencies.isdisjoint(said.regencies)
    fields = (said.named, mentions(said.where), said.told)
    same = [one for named in fields for one in named if same_kind(one.kind, own.kind)]
    if (own.letters or own.numbers) and any(_same_name(one, own, office) for one in same):
        return here or _only_here(own, said)
    if not here:
        return False
    near = [one for named in fields[:2] for one in named if same_kind(one.kind, own.kind)]
    if not near or any(_other_name(one, own, office) for one in near):
        return False
    if own.letters and _name_in([*said.who, BREAK, *said.where], own, office):
        return True
    nameless = [
        one
        for one in near
        if (not one.letters and not one.numbers)
        or own.kind == DISTRICT
        or (own.kind in FEW and _is_by_place(one, own, office))
    ]
    sure = bool(office.regencies & (said.regencies | said.reported.regencies)) or not office.regencies
    named_by_district = own.kind == DISTRICT or regions().is_district(own.key, office.regencies)
    return bool(nameless) and sure and not (named_by_district and _names_another(said.where, own, office))


def _is_by_place(said: Named, own: Named, office: Own) -> bool:
    """Whether a name is of where the office lies, or made of its own: "UIN Bandung", "UIN Suka"."""
    letters = said.letters
    if own.kind == CAMPUS and letters:
        if len(letters[0]) > SHORT - 1 and is_made_of(letters[0], own.letters):
            return True
        if regions().is_district(said.key, office.regencies):
            return True
    places = regions().find(letters, office.province, slips=False)
    return len(places.words) == len(letters) and not office.regencies.isdisjoint(places.regencies)


def _only_here(own: Named, said: _Said) -> bool:
    """Whether no district of that name lies where it happened: then who is reported came from elsewhere."""
    if own.kind == DISTRICT:
        return not regions().is_district(own.key, said.regencies)
    return own.kind in ("@rumahsakit", BRANCH)


def _same_name(one: Named, own: Named, office: Own) -> bool:
    if own.numbers != one.numbers and (one.numbers or own.kind in SCHOOLS):
        return False
    if not own.letters or not one.letters:
        return bool(own.numbers) and own.numbers == one.numbers
    return any(starts_with(one.letters[at:], own, office.regencies) for at in range(min(2, len(one.letters))))


def _other_name(one: Named, own: Named, office: Own) -> bool:
    """Whether a mention bears another name, as far as can be told."""
    if own.kind != DISTRICT:
        return bool(one.numbers and own.numbers and one.numbers != own.numbers)
    return bool(own.letters) and _district_at(one.letters, office) not in ("", own.key)


def _district_at(words: Sequence[str], office: Own) -> str:
    """The longest name of a district that words begin with."""
    known = regions()
    within = office.regencies or frozenset(known.within(office.province) if office.province else ())
    for size in range(min(LONGEST, len(words)), 0, -1):
        key = joined(words[:size])
        if known.is_district(key, within):
            return key
    return ""


def _names_another(words: Sequence[str], own: Named, office: Own) -> bool:
    return any(_district_at(words[at:], office) not in ("", own.key) for at in range(len(words)))


def _name_in(words: Sequence[str], own: Named, office: Own) -> bool:
    return any(starts_with(words[at:], own, office.regencies) for at in range(len(words)))


def _does_the_same(own: Own, said: _Said) -> bool:
    who = {word for word in said.who if word.startswith("#")}
    if own.concepts & who or (own.above & who and not said.named):
        return True
    if own.initials and not own.initials.isdisjoint(spread(word) for word in said.raw):
        return True
    if own.initials & phrase_initials(said.raw):
        return True
    if any(_is_short_name(word, own) for word in said.raw):
        return True
    if same_unit(own.units, said.raw) and own.concepts | own.above >= who:
        return True
    return bool(own.concepts) and (
        _office_in(said.where, own.concepts) or _office_in(said.what, own.concepts, told=True)
    )


def _is_short_name(word: str, own: Own) -> bool:
    if word in PLAIN or not any(is_short_for(word, full) for full in own.full):
        return False
    return not any(mark.startswith(("@", "#")) for mark in office_words(word))


def _office_in(words: Sequence[str], concepts: frozenset[str], *, told: bool = False) -> bool:
    """Whether words name an office that does one of these things, and not only as one that was ``told``."""
    for at, word in enumerate(words):
        if word not in concepts:
            continue
        before = words[max(0, at - FAR) : at]
        while BREAK in before:
            before = before[before.index(BREAK) + 1 :]
        if HEAD in before and not (told and any(one.startswith(_TELLING_OTHERS) for one in before)):
            return True
    return False


def _has(word: str, haystack: Sequence[str]) -> bool:
    if word in haystack or word in map("".join, pairwise(haystack)):
        return True
    if len(word) <= SHORT or word.isdigit():
        return False
    return process.extractOne(word, haystack, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


def _all_in(wanted: Sequence[str], haystack: Sequence[str]) -> bool:
    return bool(wanted) and all(_has(word, haystack) for word in wanted)


def _has_words(own: Own, said: _Said) -> bool:
    """Whether an office of no known kind is named word by word."""
    if _all_in(own.telling, [*said.who, *said.where]) or _all_in(own.agency_telling, said.who):
        return True
    return bool(own.telling) and joined(own.telling) in joined(said.what)


def _same_government(own: Own, said: _Said) -> bool:
    """Whether who is reported works for the officer's government, with no office of it named."""
    if not own.government or GOVERNMENT not in said.who or said.named:
        return False
    if any(word.startswith("#") for word in said.who):
        return False
    after = said.who[said.who.index(GOVERNMENT) + 1 :]
    level = after[0] if after else ""
    return level not in (KABUPATEN, KOTA, PROVINSI) or own.government in (level, "daerah")
