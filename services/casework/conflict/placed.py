"""Where who is reported works, where only what happened says the place of the office that was named.

"Anggota Satpol PP" may be the city's or the province's; "anggota Satpol PP provinsi ..." tells. Only
offices whose people took part count: "dinas provinsi sudah mengimbau" is nobody's who is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.casework.conflict.office_mentions import mentions
from services.casework.conflict.office_words import BREAK, HEAD, UNIQUE, marked, place_words, raw_words
from services.casework.conflict.story import of_actors
from services.casework.conflict.workplaces import GOVERNMENT
from services.platform.regions import KABUPATEN, KOTA, LONGEST, PROVINSI, regions
from services.reporting.draft import Draft

MOST_OF_STORY = 600
"""Letters of what happened that are read."""
_LEVELS = frozenset((PROVINSI, KABUPATEN, KOTA))
_SERVING = frozenset(("dinas", "pegawai", "petugas", "pns", "asn", "staf", "pejabat", GOVERNMENT))
"""Words behind which a level tells of which government somebody is: "pegawai kabupaten"."""


def placed(draft: Draft) -> Draft:
    """The report with the place or level of who is reported, where only what happened says it."""
    if not draft.story or not draft.accused:
        return draft
    words = marked(raw_words(draft.accused), slips=False)
    marks = {word for word in words if word.startswith(("#", "@"))}
    if any(mark.startswith(UNIQUE) for mark in marks) or any(one.letters for one in mentions(words)):
        return draft
    if not _LEVELS.isdisjoint(words):
        return draft
    places = regions().find([word for word in words if not word.startswith(("#", "@"))], slips=False)
    if places.regencies or places.provinces:
        return draft
    told = of_actors(draft.story[:MOST_OF_STORY])
    said = {_where(told, at, named=not draft.district) for at, word in enumerate(told) if word in marks} - {
        ""
    }
    if not said:
        plain = place_words(draft.story[:MOST_OF_STORY])
        said = {_level(plain, at) for at, word in enumerate(plain) if word in _SERVING} - {""}
    return replace(draft, accused=f"{draft.accused} {said.pop()}") if len(said) == 1 else draft


def _where(words: Sequence[str], at: int, *, named: bool) -> str:
    """What stands right behind an office, as far as it tells where; names only if ``named``."""
    behind = [word for word in words[at + 1 : at + 3 + LONGEST] if not word.startswith(("#", "@", HEAD))]
    if BREAK in behind:
        behind = behind[: behind.index(BREAK)]
    level = [word for word in behind[:1] if word in _LEVELS]
    found = regions().find(behind, slips=False).words
    size = len(level)
    while size in found:
        size += 1
    if size > 0 and not level and not named:
        return ""
    return "" if size == 1 and level == [KOTA] else " ".join(behind[:size])


def _level(words: Sequence[str], at: int) -> str:
    level = words[at + 1 : at + 2]
    if level not in ([KABUPATEN], [PROVINSI]) or words[at - 1 : at] == ["bukan"]:
        return ""
    return "" if 0 in regions().find(words[at + 2 : at + 5], slips=False).words else level[0]
