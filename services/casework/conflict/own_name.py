"""An officer's office that is named by its own name, wherever the report is from.

Who is of "Balai Pelestarian Kebudayaan Wilayah X", "RSUP Kariadi" or "Kecamatan Kuta Alam" is of that one in
whichever regency or province somebody reports it. "Dinas Kesehatan" and "Kecamatan Sukajaya" there are many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from services.casework.conflict.doubt import shared_names
from services.casework.conflict.office_mentions import Named, mentions, same_kind
from services.casework.conflict.office_names import hospitals_called, names_hospital, telling_of_hospital
from services.casework.conflict.office_roles import BESIDE, implied
from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_words import (
    HEAD,
    HOSPITAL,
    PLAIN,
    ROMAN,
    initials,
    office_words,
    place_words,
    raw_words,
    spread,
)
from services.casework.conflict.said import telling_words
from services.casework.conflict.workplaces import FEW, MOST_KNOWN, WIDE, Own
from services.casework.facts import workplace_words
from services.platform.regions import DISTRICT, KABUPATEN, KOTA, PROVINSI, Places, joined, regions
from services.reporting.draft import Draft

FEWEST = 3
"""Words of an office's name that is looked for as a whole."""
SHORTEST = 5
"""Letters of a district's name that tells by itself where it is."""
NEAR = 3
"""Words behind an office in which stands its number: "BPK Wilayah X"."""
_ENDS = frozenset((KOTA, *LISTS["sides"]))
"""Words behind a name with which it is another one: "Polres Magelang Kota"."""
_LEVEL_WORDS = frozenset((PROVINSI, KABUPATEN, KOTA, "kelas", "besar", "daerah"))
_PUBLIC, _CENTRAL = "rsud", "rsup"


def names_in(own: Own) -> Iterator[str]:
    """Letters in a row of which some stand in every text that names the office by its own name."""
    for full in own.full:
        if len(full) >= FEWEST:
            yield joined(full)
    yield from _keys(own)


def is_named_abroad(own: Own, draft: Draft) -> bool:
    """Whether an office is named by its own name in a report from another province.

    Who is of the one "BBWS Serayu Opak" or "Balai Taman Nasional Gunung Leuser" works in two provinces.
    """
    if any(_is_proper_in(own, part) for part in (draft.accused, workplace_words(draft))):
        return True
    text = f"{draft.accused}\n{workplace_words(draft)}"
    who = telling_words(text)
    if own.unique:
        return not own.unique.isdisjoint(who)
    if _is_the_one(own, who, raw_words(text)):
        return True
    at = next((at for at, word in enumerate(who) if word in own.concepts & WIDE), None)
    if at is None:
        return False
    if shared_names(own, raw_words(text)) or _has_number(own, who[at + 1 : at + 1 + NEAR]):
        return True
    behind = who[at + 1 : at + 2]
    mine = (spread(initials([one for one in words if one not in PLAIN])) for words in own.full)
    return bool(behind) and len(behind[0]) > 1 and any(one.endswith(behind[0]) for one in mine)


def is_word_for_word(own: Own, draft: Draft) -> bool:
    """Whether the office stands as typed, with where it lies, in who is reported or the own workplace."""
    if any(_is_typed_with_place(own, part) for part in (draft.accused, workplace_words(draft))):
        return True
    return any(one.kind == HOSPITAL for one in own.named[:1]) and _works_in_it(own, draft.accused)


def _works_in_it(own: Own, text: str) -> bool:
    """Whether somebody of a hospital's trade stands beside its name: "perawat Sanglah"."""
    typed = raw_words(text)
    if _keys(own).isdisjoint(typed) or HOSPITAL not in implied(text, typed):
        return False
    return not any(word.startswith(("@", "#")) for word in office_words(text))


def _is_typed_with_place(own: Own, text: str) -> bool:
    if not text or not (own.regencies or own.province):
        return False
    small = text.casefold()
    if not any(full and full[-1] in small and full[0] in small for full in own.full):
        return False  # most
    typed = raw_words(text)
    row = f" {' '.join(typed)} "
    for full in own.full:
        before, found, after = row.partition(f" {' '.join(full)} ") if full else (row, "", "")
        if not found or not BESIDE.isdisjoint(before.split()):
            continue
        behind = place_words(after)
        places = regions().find(behind, slips=False)
        if not _ENDS.isdisjoint(behind[:1]) and places.words.isdisjoint((0, 1)):
            continue
        around = places if places.words else regions().find(place_words(before), slips=False)
        if _lies_in(own, around) if around.words else _says_where(own, full):
            return True
    return False


def _says_where(own: Own, full: Sequence[str]) -> bool:
    return bool(regions().find(full, own.province, slips=False).words)


def _lies_in(own: Own, places: Places) -> bool:
    if own.regencies:
        return not own.regencies.isdisjoint(places.regencies)
    return own.province in places.provinces


def _is_proper_in(own: Own, text: str) -> bool:
    """Whether the officer's office stands in a text as its administrator typed it, with a name of its own."""
    typed = raw_words(text)
    for full in own.full:
        size = len(full)
        if size < FEWEST or not _is_proper(own, full):
            continue
        if any(tuple(typed[at : at + size]) == full for at in range(len(typed) - size + 1)):
            return True
    return False


def _is_proper(own: Own, full: Sequence[str]) -> bool:
    """Whether a name has more than what offices of its sort do: a place, a number or a name."""
    if own.named:
        return False  # there are many of a name
    rest = [word for word in office_words(" ".join(full)) if not word.startswith(("@", "#", HEAD))]
    places = regions().find(full, slips=False)
    return bool(places.words) or any(word not in PLAIN and word not in _LEVEL_WORDS for word in rest)


def _has_number(own: Own, behind: Sequence[str]) -> bool:
    """Whether a number behind an office is the officer's: "BPK Wilayah 10"."""
    mine = {ROMAN.get(word, word) for full in own.full for word in full}
    return any(ROMAN.get(word, word) in mine for word in behind if word.isdigit() or word in ROMAN)


def _is_the_one(own: Own, who: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether the office of a kind is named of which there is no other of that name in the country."""
    mine = own.named[:1]
    if not mine:
        return False
    anywhere = regions().find(who, slips=False)
    if anywhere.words and own.regencies.isdisjoint(anywhere.regencies):
        return False
    if mine[0].kind == HOSPITAL and hospitals_called(typed, mine[0].letters):
        return True
    return any(_is_only(one, mine[0], own, typed) for one in mentions(who))


def _is_only(one: Named, mine: Named, own: Own, typed: Sequence[str]) -> bool:
    if not same_kind(one.kind, mine.kind) or not one.letters or one.numbers != mine.numbers:
        return False
    if mine.kind == HOSPITAL:
        words = {word for full in own.full for word in full}
        levels = {_PUBLIC, _CENTRAL}
        if levels & words and levels & set(typed) and levels.isdisjoint(words.intersection(typed)):
            return False  # "RSUD Wahidin" is not "RSUP Wahidin"
        town = regions().find(one.letters, slips=False)
        if town.words and own.regencies.isdisjoint(town.regencies):
            return False  # "RSUD Tarakan" in Jakarta, and the one in Tarakan
        return names_hospital(mine.letters, one.letters)
    return one.key == mine.key and one.key in _keys(own)


@lru_cache(maxsize=MOST_KNOWN)
def _keys(own: Own) -> frozenset[str]:
    """Names, letters in a row, that offices of the officer's kind elsewhere have not."""
    found: set[str] = set()
    known = regions()
    for one in own.named[:1]:
        if one.kind == HOSPITAL:
            found.update(telling_of_hospital(one.letters))
            continue
        within = known.with_district(one.letters, "") if known.is_district(one.key, ()) else frozenset[str]()
        town = known.find(one.letters, slips=False)
        alone = bool(within) and within <= own.regencies and len(one.key) >= SHORTEST
        if alone or (one.kind in FEW and one.letters):
            found.add(one.key)
        elif within or one.kind == DISTRICT:
            continue
        elif town.towns | town.words and town.regencies <= own.regencies:
            found.add(one.key)
    return frozenset(found)
