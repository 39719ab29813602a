"""Offices of which a regency has few, called by the regency or its capital: hospitals, campuses, prisons."""

from __future__ import annotations

from collections.abc import Sequence

from services.casework.conflict.office_mentions import Named
from services.casework.conflict.office_names import is_made_of
from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_words import HOSPITAL
from services.casework.conflict.workplaces import CAMPUS, JAKARTA, Own
from services.platform.regions import joined, regions

SHORTEST = 3
"""Letters of a first word that may be made of the campus's name."""
_PUBLIC = "rsud"
_SIDES = frozenset(LISTS["sides"])
_PRIVATE = frozenset(LISTS["private_hospitals"])
_PROVINCES = frozenset(LISTS["province_hospitals"])


def is_by_place(said: Named, own: Named, office: Own) -> bool:
    """Whether a name is of where the office lies, or made of its own: "UIN Bandung", "UIN Suka"."""
    letters = said.letters
    if own.kind == CAMPUS and letters:
        if len(letters[0]) > SHORTEST and is_made_of(letters[0], own.letters):
            return True
        if regions().is_district(said.key, office.regencies):
            return True
    if own.kind == HOSPITAL and own.letters and regions().is_district(own.letters[0], office.regencies):
        return joined(letters) in {regions().regencies[code].key for code in office.regencies}
    return bool(letters) and is_town(letters, office)


def is_the_only(said: Named, own: Named, office: Own, typed: Sequence[str]) -> bool:
    """Whether the regency's own hospital may be meant: one of the two is called by place, the other is not.

    "RSUD Kab. Manggarai" is "RSUD Ruteng", "RSUD Maumere" is "RSUD dr. T.C. Hillers"; a regency has one as a
    rule. Another district's is another one, and Jakarta has many.
    """
    if (
        own.kind != HOSPITAL
        or office.province == JAKARTA
        or not any(_PUBLIC in words for words in office.full)
    ):
        return False
    if is_provinces_hospital(said) != is_provinces_hospital(own):
        return False
    named = (said.letters, own.letters)
    if _PUBLIC not in typed and not (_ends_with_town(said.letters, office) and _PRIVATE.isdisjoint(typed)):
        return False
    by_place = [is_town(letters, office) for letters in named]
    other = any(
        not by and regions().with_district(letters, office.province) & office.regencies
        for letters, by in zip(named, by_place, strict=True)
    )
    return any(by_place) and not other


def is_provinces_hospital(one: Named) -> bool:
    """Whether a hospital is a province's by its name: "RSUD Bahteramas"."""
    return one.kind == HOSPITAL and not _PROVINCES.isdisjoint(one.letters)


def _ends_with_town(letters: Sequence[str], office: Own) -> bool:
    places = regions().find(letters, office.province, slips=False)
    return len(letters) - 1 in places.towns and not office.regencies.isdisjoint(places.regencies)


def is_town(letters: Sequence[str], office: Own) -> bool:
    """Whether a name holds nothing but the regency's name or its capital's; a person's may stand behind."""
    if not letters:
        return True
    places = regions().find(letters, office.province, slips=False)
    named = places.words | places.towns
    if not named or named != set(range(len(named))) or office.regencies.isdisjoint(places.regencies):
        return False
    behind = letters[len(named) :]
    return not behind or not (behind[0] in _SIDES or regions().with_district(behind, office.province))
