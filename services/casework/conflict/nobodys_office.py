"""Who is reported with no word of any office: hidden where it happened in the officer's regency.

"Kasubag umpeg", "seorang PNS" or a bare name may be anybody's colleague. Such a report is shown only where
the words say that it is nobody in office (a candidate, a trader) or what the title does ("kabid yankes"), or
where the officer's workplace has nobody of that title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from services.casework.conflict.leaders import heads
from services.casework.conflict.office_roles import CITIZENS, DESKS, EVERY_OFFICE
from services.casework.conflict.office_tables import INSTITUTIONS, LISTS
from services.casework.conflict.office_words import BREAK, HEAD
from services.casework.conflict.persons import subject
from services.casework.conflict.said import Said
from services.casework.conflict.workplaces import GOVERNMENT, LED, Own
from services.platform.regions import KABUPATEN, KOTA, PROVINSI

SERVANTS = frozenset(LISTS["servants"])
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
_UNITS = frozenset(("subbagian", "bendahara")) | DESKS
_NO_LONGER = frozenset(("bukan", "mantan", "pensiunan", "eks", "non", "swasta"))
_STATE = frozenset((*INSTITUTIONS["vertical"]["marks"], *(f"#{one}" for one in LISTS["of_the_state"])))
"""Marks of agencies of the state."""
_REGIONAL = frozenset(("pemda", "pemkab", "pemkot", "pemprov", "pemprop", "pemko", "skpd", "opd"))
_STATES_WORDS = frozenset(("vertikal", "kementerian"))
_WORK = frozenset(LISTS["work"])
_PHRASES = frozenset(tuple(one.split()) for one in LISTS["private_phrases"])
_BEGIN = frozenset(one[0] for one in _PHRASES)
_WORKERS = frozenset(("sopir", "supir", "driver", "tukang", "panitia", "bos"))
_SERVING = frozenset(LISTS["serving"])
"""Words behind :data:`_WORKERS` who are of an office after all: "sopir dinas", "panitia lelang"."""
_WHERE = frozenset(("di", "ke", "dari", "depan", "pada", "dekat", "sekitar"))
NEAR = 4
"""Words between a servant and the office of that one, and between "di" and an office that is only where."""
OF_MINE = frozenset(("saya", "kami", "atasan", "rekan", "teman", "sekantor"))
"""Words with which who is reported works where the reporter does."""


def of_nobody_known(own: Own, said: Said) -> bool:
    """Whether who is reported may be of any office, the officer's among them."""
    if not any(word != BREAK for word in said.accused) or not agrees(own, said):
        return False
    words = said.accused_marked if OF_MINE.isdisjoint(said.accused) else said.who
    if of_another_employer(own, said):
        return False
    marks = {word for word in _without_work(words) if word.startswith(("@", "#"))}
    if not _UNITS.isdisjoint(words) and HEAD not in words:
        marks -= EVERY_OFFICE
    if marks or said.of_a_trade or heads(said.accused):
        return False
    if any(_HOSPITAL.fullmatch(word) for word in said.accused) and "#kesehatan" not in own.marks | own.above:
        return False
    if said.ranks and not _may_have(own, said):
        return False
    return _serves(said.accused) or not is_nobody(said.accused)


def _without_work(words: Sequence[str]) -> Sequence[str]:
    """Words up to where what somebody does is told: who "mengurus dana desa" is of no village by that."""
    at = next((at for at, word in enumerate(words) if word in _WORK), len(words))
    return words[:at]


def of_another_employer(own: Own, said: Said) -> bool:
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
    if not own.regencies and not own.level:  # nobody knows where in the province, or in the country, it lies
        return bool(own.province) and not own.wide
    if said.reported.regencies and own.regencies.isdisjoint(said.reported.regencies):
        return False
    if not where:
        return own.level == PROVINSI or said.unclear
    return not own.regencies.isdisjoint(where)


def of_nobody_told(own: Own, said: Said, words: Sequence[str]) -> bool:
    """Whether what happened leaves open who did it, where nobody was named as such.

    "Seorang PNS foto dua jari di kantor desa" may be anybody's colleague; where people of an office took
    part, it is that one's.

    Args:
        own: The officer's workplace.
        said: What happened in the place of who is reported.
        words: What happened, as :func:`services.casework.conflict.story.of_actors` gives it.
    """
    if not agrees(own, said) or of_another_employer(own, said):
        return False
    named = [at for at, word in enumerate(words) if word.startswith(("@", "#")) and not is_where(words[:at])]
    for at, word in enumerate(words[: named[0] if named else len(words)]):
        if word in SERVANTS and words[at - 1 : at] != ["bukan"] and not _has_office(words[at + 1 :]):
            return True
    return not named and not said.of_a_trade and not heads(said.accused) and not is_nobody(said.accused)


def is_where(before: Sequence[str]) -> bool:
    """Whether an office is only where something was: "di halaman kantor desa"."""
    near = before[-NEAR:]
    while BREAK in near:
        near = near[near.index(BREAK) + 1 :]
    return not _WHERE.isdisjoint(near)


def _has_office(after: Sequence[str]) -> bool:
    """Whether an office stands right behind a servant: "pegawai di kelurahan"."""
    near = after[:NEAR]
    if BREAK in near:
        near = near[: near.index(BREAK)]
    return any(word.startswith(("@", "#")) for word in near)


def is_nobody(words: Sequence[str]) -> bool:
    """Whether the first words of what was said, or of a part of it, are of somebody who is of no office."""
    at, words = 0, subject(words)
    for index, word in enumerate(words):
        at = 0 if word == BREAK else at + 1
        if not at or at > FIRST:
            continue
        last, following = words[index - 1 : index], words[index + 1 : index + 2]
        if word in _BEGIN and any(tuple(words[index : index + len(one)]) == one for one in _PHRASES):
            return True
        if word not in _NOBODY or (word in _WANTED and not _FOR.isdisjoint(last)):
            continue
        if not (word in _WORKERS and not _SERVING.isdisjoint(following)):
            return True
    return False


def _serves(words: list[str]) -> bool:
    """Whether somebody is called a servant of a government, and not "bukan ASN" or "pensiunan PNS"."""
    return any(word in SERVANTS and last not in _NO_LONGER for last, word in pairwise(["", *words]))


def same_government(own: Own, said: Said) -> bool:
    """Whether who is reported works for the officer's government, with no office of it named."""
    if not own.government or GOVERNMENT not in said.who or said.named:
        return False
    if any(word.startswith("#") for word in said.who):
        return False
    after = said.who[said.who.index(GOVERNMENT) + 1 :]
    level = after[0] if after else ""
    return level not in (KABUPATEN, KOTA, PROVINSI) or own.government in (level, "daerah")
