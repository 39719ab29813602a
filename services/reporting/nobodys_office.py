"""Who is reported with no word of any office: hidden where it happened in the officer's regency.

"Kasubag umpeg", "seorang PNS" or a bare name may be anybody's colleague. Such a report is shown only where
the words say that it is nobody in office (a candidate, a trader) or what the title does ("kabid yankes"), or
where the officer's workplace has nobody of that title.
"""

from __future__ import annotations

import re
from itertools import pairwise

from services.regions import PROVINSI
from services.reporting.leaders import heads
from services.reporting.office_roles import CITIZENS
from services.reporting.office_words import BREAK, HEAD, INSTITUTIONS, LISTS
from services.reporting.said import Said
from services.reporting.workplaces import GOVERNMENT, LED, Own

_SERVANTS = frozenset(LISTS["servants"])
_NOBODY = frozenset((*LISTS["no_officers"], *LISTS["private_people"])) | CITIZENS
FIRST = 4
"""Words of a part of what was said that tell what somebody is."""
_WANTED = frozenset(("calon", "kandidat", "partai"))
_FOR = frozenset(
    ("kaos", "kaus", "baju", "stiker", "foto", "spanduk", "baliho", "dukung", "mendukung", "pilih")
)
"""Words with which a candidate is only what somebody showed."""
_HOSPITAL = re.compile(r"rs[a-z]{2,6}")
"""Short forms of hospitals' names: "RSUZA", "RSMH"."""
_UNITS = frozenset(("subbagian", "bendahara"))
_IN_EVERY_OFFICE = frozenset(("#kepegawaian", "#keuangan", "#perencanaan", "#arsip", "#sdm"))
"""What a unit of any office may do for it: "kasubag umum dan kepegawaian"."""
_NO_LONGER = frozenset(("bukan", "mantan", "pensiunan", "eks", "non", "swasta"))
_STATE = frozenset((*INSTITUTIONS["vertical"]["marks"], *(f"#{one}" for one in LISTS["of_the_state"])))
"""Marks of agencies of the state."""
_REGIONAL = frozenset(("pemda", "pemkab", "pemkot", "pemprov", "pemprop", "pemko", "skpd", "opd"))
_STATES_WORDS = frozenset(("vertikal", "kementerian"))
_OF_MINE = frozenset(("saya", "kami", "atasan", "rekan", "teman", "sekantor", "kantor"))
"""Words with which who is reported works where the reporter does."""


def of_nobody_known(own: Own, said: Said) -> bool:
    """Whether who is reported may be of any office, the officer's among them."""
    if not any(word != BREAK for word in said.accused) or not agrees(own, said):
        return False
    words = said.accused_marked if _OF_MINE.isdisjoint(said.accused) else said.who
    if _of_another_employer(own, said):
        return False
    marks = {word for word in words if word.startswith(("@", "#"))}
    if not _UNITS.isdisjoint(words) and HEAD not in words:
        marks -= _IN_EVERY_OFFICE
    if marks or said.of_a_trade or heads(said.accused):
        return False
    if any(_HOSPITAL.fullmatch(word) for word in said.accused) and "#kesehatan" not in own.marks | own.above:
        return False
    if said.ranks and not _may_have(own, said):
        return False
    return _serves(said.accused) or not _is_nobody(said.accused)


def _of_another_employer(own: Own, said: Said) -> bool:
    """Whether who is reported serves a regency or province and the officer an agency of the state, or back.

    "Oknum ASN pemda" is of no Bawaslu, KPU or BKN; "pegawai instansi vertikal" of no dinas.
    """
    if not own.regional and not own.marks.isdisjoint(_STATE):
        return GOVERNMENT in said.accused_marked or not _REGIONAL.isdisjoint(said.accused)
    return own.regional and not _STATES_WORDS.isdisjoint(said.accused)


def _may_have(own: Own, said: Said) -> bool:
    """Whether the workplace, or the dinas above it, has people of a title that leaves open of which."""
    if own.rank:
        return not own.rank.isdisjoint(said.ranks)
    return not own.above.isdisjoint(LED) or not (own.named or own.concepts or own.unique)


def agrees(own: Own, said: Said) -> bool:
    """Whether it happened where the office lies; for a province's office also if no regency was named."""
    where = said.regencies | said.reported.regencies
    if said.reported.regencies and own.regencies.isdisjoint(said.reported.regencies):
        return False
    if not where:
        return own.level == PROVINSI or said.unclear
    return not own.regencies.isdisjoint(where)


def _is_nobody(words: list[str]) -> bool:
    """Whether the first words of what was said, or of a part of it, are of somebody who is of no office."""
    at = 0
    for last, word in pairwise([BREAK, *words]):
        at = 0 if word == BREAK else at + 1
        if at and at <= FIRST and word in _NOBODY and not (word in _WANTED and last in _FOR):
            return True
    return False


def _serves(words: list[str]) -> bool:
    """Whether somebody is called a servant of a government, and not "bukan ASN" or "pensiunan PNS"."""
    return any(word in _SERVANTS and last not in _NO_LONGER for last, word in pairwise(["", *words]))
