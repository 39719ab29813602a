"""Whether an officer's workplace lacks the regency that it lies in: then conflicts are found by chance."""

from __future__ import annotations

from services.access.officers import Workplace
from services.casework.conflict.chains import HIGH, VERTICAL
from services.casework.conflict.office_words import place_words
from services.casework.conflict.workplaces import OF_REGIONS, own_offices
from services.platform.regions import PROVINSI, regions


def lacks_regency(workplace: Workplace) -> bool:
    """Whether the office is one that regencies have, and nothing says of which regency or that it is higher.

    Never for an officer who said "Tingkat pusat", and for names that tell the regency or province themselves.
    """
    known = regions()
    if not workplace.province or known.find(place_words(workplace.district), workplace.province).regencies:
        return False
    for own in own_offices(workplace):
        if own.regencies or own.level == PROVINSI or own.unique:
            return False
        if not HIGH.isdisjoint(word for words in own.full for word in words):
            return False
    marks = frozenset(mark for own in own_offices(workplace) for mark in own.marks)
    return not marks.isdisjoint(OF_REGIONS | VERTICAL)
