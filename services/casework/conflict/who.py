"""Who is reported, where the answer names no office: what happened, or the own workplace, says of which.

People are asked for name, title and office; many type a name ("Pak Budi") or a title ("kabid sarpras") and
tell the office only in what happened ("pegawai Dispora ...") or as the own workplace ("atasan saya").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.casework.conflict.leaders import heads
from services.casework.conflict.nobodys_office import OF_MINE, SERVANTS, is_nobody, is_where
from services.casework.conflict.office_roles import UNITS, names_trade
from services.casework.conflict.office_words import VILLAGE, marked, raw_words
from services.casework.conflict.persons import bare_of_names
from services.casework.conflict.said import office_in
from services.casework.conflict.story import PEOPLE, of_actors
from services.casework.facts import workplace_words
from services.platform.regions import DISTRICT
from services.reporting.draft import Draft

MOST_OF_STORY = 600
"""Letters of what happened that are read for who did it."""
NAME = 2
"""Words of an office's name behind the one that tells of it."""
FIRST = 4
"""Words of a sentence that it is about."""
_SHORTENED = (
    "kab", "kec", "kel", "prov", "adm", "no", "jl", "jln", "dr", "drs", "dra", "drg", "bpk", "sdr", "prof"
)  # fmt: skip
"""Words with a full stop behind them that ends no sentence."""
_SENTENCES = re.compile(
    "".join(rf"(?<!\b{short}\.)" for short in _SHORTENED) + r"(?<=[a-z0-9)\]]{2}[.!?])\s+|\n+",
    re.IGNORECASE,
)


def completed(draft: Draft) -> Draft:
    """The report with an office for who is reported, where the answer names none and another one does.

    The same where somebody named an office, nobody at all, or who surely holds none.
    """
    if draft.accused and _names_office(draft.accused):
        return draft
    story = draft.story[:MOST_OF_STORY]
    told = _up_to_who(story) if _has_people_of_an_office(story) else []
    employer = workplace_words(draft)
    if not draft.accused:
        return replace(draft, accused=bare_of_names(" ".join(told))) if told else draft
    if is_nobody(raw_words(employer)):  # "PT pabrik karet"
        employer = ""
    if not told and employer and not OF_MINE.isdisjoint(raw_words(f"{draft.accused} {draft.story}")):
        return replace(draft, accused=f"{draft.accused}, {employer}", agency="")
    if not told:
        return draft
    return replace(draft, accused=f"{draft.accused}, {bare_of_names(' '.join(told))}")


def _up_to_who(story: str) -> list[str]:
    """Sentences up to the first one in which people of an office took part."""
    told: list[str] = []
    for one in _SENTENCES.split(story):
        told.append(one)
        if _has_people_of_an_office(one):
            break
    return told


def _names_office(accused: str) -> bool:
    typed = raw_words(accused)
    if heads(typed) or (is_nobody(typed) and not names_trade(typed)):
        return True
    if _is_of_office(marked(typed, slips=False)):
        return True
    words = marked(typed, slips=True)
    unit = not UNITS.isdisjoint(words)  # "kasi trantib" is of any kecamatan
    return _is_of_office(words) or (not unit and any(word.startswith("#") for word in words))


def _has_people_of_an_office(sentence: str) -> bool:
    """Whether somebody of an office is who a sentence begins with, or took part in what it tells."""
    sentence = bare_of_names(sentence)
    if _is_of_office(of_actors(sentence)):
        return True
    words = marked(raw_words(sentence), slips=False)
    first = next((at for at, word in enumerate(words) if word.startswith(("@", "#"))), FIRST)
    if first >= FIRST + 1 or not _is_of_office(words[: first + 1]):
        return False
    if not is_where(words[:first]):
        return first < FIRST
    return _is_title(words) and words[first] not in (DISTRICT, VILLAGE)


def _is_title(words: Sequence[str]) -> bool:
    """Whether a sentence begins with somebody's title: "ketua jurusan di kampus IAIN"."""
    return bool(words) and (words[0] in PEOPLE or words[0] in SERVANTS)


def first_office(accused: str) -> str:
    """Who is reported up to the first office that is named, and its name: the rest may be of others.

    "Kadis, kepala dinas pendidikan menyuruh kepala sekolah": it is not the schools that are reported.
    """
    words = accused.split()
    for at in range(1, len(words)):
        if _is_of_office(marked(raw_words(" ".join(words[:at])), slips=False)):
            return " ".join(words[: at + NAME])
    return accused


def _is_of_office(words: Sequence[str]) -> bool:
    marks = frozenset(word for word in words if word.startswith("#"))
    return any(word.startswith("@") for word in words) or office_in(words, marks)
