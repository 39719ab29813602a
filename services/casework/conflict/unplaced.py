"""Who is reported by a role that every office of a sort has, where nobody said in which regency.

"Kepala dinas", "direktur" or "kasi pemerintahan kelurahan" with no place may be of the officer's office:
hidden where nothing speaks of another one, and the role is one of its or what happened speaks of its field.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.casework.conflict.leaders import heads
from services.casework.conflict.nobodys_office import is_nobody, of_another_employer
from services.casework.conflict.office_mentions import Named, mentions, same_kind
from services.casework.conflict.office_roles import UNITS, implied
from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_words import HOSPITAL, VILLAGE, marked, raw_words
from services.casework.conflict.said import Said
from services.casework.conflict.story import of_actors
from services.casework.conflict.workplaces import Own
from services.platform.regions import DISTRICT, joined, regions

_OPEN = frozenset((*LISTS["servants"], *LISTS["open_titles"]))
_LIKE_OFFICES = frozenset(LISTS["like_offices"])
_OF_UNITS = frozenset((DISTRICT, VILLAGE))
"""Offices whose units have names of affairs: "kasi PMD" of a kecamatan."""
_NAMELESS = frozenset((HOSPITAL, *_OF_UNITS))


def is_unplaced(own: Own, said: Said, story: str) -> bool:
    """Whether somebody with an open role is reported, nowhere in particular, who may be of the office."""
    where = said.regencies | said.reported.regencies
    if said.reported.regencies and own.regencies.isdisjoint(said.reported.regencies):
        return False
    if said.reported.provinces or not own.regencies or (where and own.regencies.isdisjoint(where)):
        return False
    if heads(said.accused) or is_nobody(said.accused) or of_another_employer(own, said):
        return False
    mine = own.marks | own.concepts | frozenset(one.kind for one in own.named)
    theirs = said.accused_marks
    if not UNITS.isdisjoint(said.accused_marked) and any(one.kind in _OF_UNITS for one in own.named):
        theirs = frozenset(one for one in theirs if not one.startswith("#"))
    if (theirs and mine.isdisjoint(theirs)) or (said.of_a_trade and mine.isdisjoint(said.trades)):
        return False
    if not theirs and not own.rank.isdisjoint(said.ranks):
        return True
    typed = raw_words(story)
    words = marked(typed, slips=False)
    is_open = not _OPEN.isdisjoint(said.accused)
    if own.named:
        named = [*said.accused_of, *mentions(said.where)]
        return is_open and _is_nameless(own.named[0], named, mentions(words))
    if not (mine | own.unique):  # nobody knows what it does
        alike = _LIKE_OFFICES.intersection(said.accused).intersection(
            word for full in own.full for word in full
        )
        return bool(alike)
    spoken = [*said.where, *(words if is_open else of_actors(story))]
    about = frozenset(spoken) | (implied(story, typed) if not theirs else frozenset())
    return not own.concepts.isdisjoint(about)


def _is_nameless(own: Named, named: Sequence[Named], told: Sequence[Named]) -> bool:
    """Whether an office of the kind is named, and none by a name; behind those ``told`` the story goes on."""
    if any(one.letters for one in named if same_kind(one.kind, own.kind)):
        return False
    heard = told if own.kind in _NAMELESS else ()
    same = [one for one in (*named, *heard) if same_kind(one.kind, own.kind)]
    return bool(same) and not any(_has_name(one) for one in same)


def _has_name(one: Named) -> bool:
    words = list(one.letters)
    return bool(one.numbers) or bool(words and (regions().district_size(words, 0) or _is_place(words)))


def _is_place(words: Sequence[str]) -> bool:
    return bool(joined(words)) and 0 in regions().find(words, slips=False).words
