"""Reports of another province than the officer's: when they may be about its regency all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.access.officers import Workplace
from services.casework.conflict.ministries import is_central
from services.casework.conflict.office_mentions import mentions
from services.casework.conflict.office_words import (
    BREAK,
    HEAD,
    office_words,
    place_words,
    raw_words,
)
from services.casework.conflict.own_name import names_in
from services.casework.conflict.said import telling_words
from services.casework.conflict.who import MOST_OF_STORY
from services.casework.conflict.workplaces import GOVERNMENT, WIDE, Own
from services.casework.facts import workplace_words
from services.platform.regions import PROVINSI, Places, joined, regions
from services.reporting.draft import Draft

NEAR = 5
"""Words behind an office in which stands where it is: "dinas kominfo pemprov DKI"."""
_OFFICES = frozenset((GOVERNMENT, "dinas", "badan", "biro", "balai", "kantor"))


def settled(own: Own, workplace: Workplace, draft: Draft) -> tuple[Draft, str] | None:
    """The report with the province that it is about; None where that is surely not the officer's."""
    if not (workplace.province and draft.province and workplace.province != draft.province):
        return draft, draft.province or workplace.province
    if not _formerly_one(workplace.province, draft):
        if not _other_province_meant(workplace.province, own, draft):
            return None
        if regions().find(place_words(draft.district), draft.province).regencies:
            draft = replace(draft, district="", place="")  # it was over the border
    return draft, workplace.province


def is_surely_abroad(workplace: Workplace, draft: Draft, offices: Sequence[Own]) -> bool:
    """Whether a report of another province says nothing that may mean the officer's.

    No name of the officer's province, its regencies and capitals stands in any answer, words apart or not.
    """
    mine, told = workplace.province, draft.province
    if not mine or not told or mine == told or regions().were_one(mine, told):
        return False
    if any(is_central(own) or own.unique or not own.concepts.isdisjoint(WIDE) for own in offices):
        return False
    text = "\n".join((draft.district, draft.accused, workplace_words(draft), draft.story, draft.place))
    row = f"{joined(raw_words(text))} {joined(place_words(text))}"
    if any(name in row for name in regions().names_within(mine)):
        return False
    return not any(name in row for own in offices for name in names_in(own))


def names_place_of(own: Own, text: str) -> bool:
    """Whether a text names the officer's regency, or the province where the office is a province's."""
    words = telling_words(text)
    return bool(own.province) and _is_where(
        own, own.province, regions().find(words, own.province, slips=False)
    )


def _formerly_one(province: str, draft: Draft) -> bool:
    """Whether the report may mean an officer's province by the name it had before it was divided."""
    known, told = regions(), draft.province or ""
    if not known.were_one(province, told):
        return False
    return not known.find(place_words(draft.district), told).regencies


def _other_province_meant(province: str, own: Own, draft: Draft) -> bool:
    """Whether a report names the officer's regency or province, and the chosen one has it not."""
    known, told = regions(), draft.province or ""
    where = place_words(draft.district)
    if where and not known.find(where, told).regencies:
        said = known.find(where, province, slips=False).regencies
        return bool(said) and (not own.regencies or not own.regencies.isdisjoint(said))
    who = telling_words(draft.accused)
    beside = _beside_an_office(own, province, told, who)
    if beside is not None:
        return beside
    named = known.find(who, told, slips=False)
    if named.regencies or told in named.provinces:
        return False
    if _is_where(own, province, known.find(who, province, slips=False)) or _bears_the_name(own, told, who):
        return True
    anywhere = known.find(who, slips=False)
    if anywhere.regencies or anywhere.provinces:
        return False
    what = office_words(draft.story[:MOST_OF_STORY], slips=False)
    return bool(_beside_an_office(own, province, told, what))


def _is_where(own: Own, province: str, places: Places) -> bool:
    """Whether places, looked for in the officer's province, are where the office is."""
    said = (
        places.regencies if places.words else frozenset[str]()
    )  # a capital's name is a district's elsewhere
    if said or (own.regencies and own.level != PROVINSI):
        return not own.regencies.isdisjoint(said)
    return province in places.provinces


def _bears_the_name(own: Own, told: str, who: Sequence[str]) -> bool:
    """Whether an office of the officer's kind is named by the officer's regency: "RSUD Salatiga".

    Not where a regency or district of the chosen province bears the name.
    """
    known, mine = regions(), own.named[:1]
    if not mine or not own.regencies:
        return False
    for one in mentions(who):
        if (
            one.kind != mine[0].kind
            or not one.letters
            or known.find(one.letters, told, slips=False).regencies
        ):
            continue
        if known.with_district(one.letters, told):
            continue
        here = known.find(one.letters, own.province, slips=False)
        if here.words and not own.regencies.isdisjoint(here.regencies):
            return True
    return False


def _beside_an_office(own: Own, province: str, told: str, words: Sequence[str]) -> bool | None:
    """Whether offices in words are said to lie where the officer's does; None if of none it is said."""
    known, found = regions(), set[bool]()
    for at, word in enumerate(words):
        if not word.startswith(("@", "#")) and word not in _OFFICES:
            continue
        behind = [one for one in words[at + 1 : at + 1 + NEAR] if not one.startswith(("@", "#", HEAD))]
        if BREAK in behind:
            behind = behind[: behind.index(BREAK)]
        for size in range(1, len(behind) + 1):
            there = known.find(behind[:size], told, slips=False)
            if there.regencies or told in there.provinces:
                found.add(False)
                break
            if _is_where(own, province, known.find(behind[:size], province, slips=False)):
                found.add(True)
                break
    return None if not found else found == {True}
