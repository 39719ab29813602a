"""Reports of another province than the officer's: when they may be about its regency all the same."""

from __future__ import annotations

from dataclasses import replace

from services.access.officers import Workplace
from services.casework.conflict.office_words import place_words
from services.casework.conflict.said import telling_words
from services.casework.conflict.workplaces import Own
from services.platform.regions import PROVINSI, regions
from services.reporting.draft import Draft


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


def _formerly_one(province: str, draft: Draft) -> bool:
    """Whether the report may mean an officer's province by the name it had before it was divided."""
    known, told = regions(), draft.province or ""
    if not known.were_one(province, told):
        return False
    return not known.find(place_words(draft.district), told).regencies


def _other_province_meant(province: str, own: Own, draft: Draft) -> bool:
    """Whether a report names the officer's regency, which the province that was chosen has not."""
    known, told = regions(), draft.province or ""
    where = place_words(draft.district)
    if where and not known.find(where, told).regencies:
        said = known.find(where, province, slips=False).regencies
        return bool(said) and (not own.regencies or not own.regencies.isdisjoint(said))
    who = telling_words(draft.accused)
    if known.find(who, told, slips=False).regencies:
        return False
    found = known.find(who, province, slips=False)
    said = found.regencies if found.words else frozenset[str]()  # a capital's name is a district's elsewhere
    if own.level == PROVINSI and not said:
        return province in known.find(who, slips=False).provinces
    return not own.regencies.isdisjoint(said)
