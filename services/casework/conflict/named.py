"""Whether a report is about the officer's office, where that is of a kind: a district, a school, a post."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from rapidfuzz import fuzz

from services.casework.conflict.by_place import is_by_place, is_the_only, is_town
from services.casework.conflict.doubt import is_private
from services.casework.conflict.office_mentions import BEATS, BRANCH, Named, mentions, same_kind, starts_with
from services.casework.conflict.office_names import names_hospital
from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_words import BREAK, HOSPITAL, SCHOOLS, VILLAGE
from services.casework.conflict.said import Said, district_at, is_of_another_district
from services.casework.conflict.workplaces import CAMPUS, FEW, Own
from services.platform.regions import DISTRICT, regions
from services.platform.villages import is_village

_PRISONS = frozenset(("@lapas", "@rutan"))
_SPECIAL = frozenset(LISTS["special_prisons"])
SURE = 6
"""Letters of a district's name that tells by itself which one it is."""
NEARLY = 80.0
"""How alike names must be where a number is the same, too: "SDN 5 Mentok" lies in Muntok."""


def is_named(own: Named, office: Own, said: Said) -> bool:
    """Whether the report is about an office of a kind."""
    where = said.regencies & said.reported.regencies or said.regencies  # "Pasuruan", and of "Bangil"
    here = not office.regencies or not where or not office.regencies.isdisjoint(where)
    fields = (said.named, mentions(said.where), said.told)
    same = [one for named in fields for one in named if same_kind(one.kind, own.kind)]
    if is_of_another_district(office, said) or is_private(office, said):
        return False
    if (own.letters or own.numbers) and any(_same_name(one, own, office) for one in same):
        return here or _only_here(own, said) or _is_said_to_lie_here(own, office, said)
    if not here:
        return False
    if own.kind in _PRISONS and _SPECIAL.intersection(said.typed) ^ _SPECIAL.intersection(
        chain(*office.full)
    ):
        return False
    near = [one for named in fields[:2] for one in named if same_kind(one.kind, own.kind)]
    if not near or any(_other_name(one, own, office) for one in near):
        return False
    if own.letters and _name_in([*said.who, BREAK, *said.where], own, office):
        return True
    nameless = [
        one
        for one in near
        if (not one.letters and not one.numbers)
        or own.kind == DISTRICT
        or (own.kind == CAMPUS and not own.letters and regions().words.isdisjoint(one.letters))
        or ((own.kind in FEW or _is_no_name(one, office)) and is_by_place(one, own, office))
        or is_the_only(one, own, office, said.typed)
        or (own.kind in _PRISONS and _is_called_by_its_quarter(one, own, office))
    ]
    sure = bool(office.regencies & (said.regencies | said.reported.regencies)) or not office.regencies
    named_by_district = own.kind == DISTRICT or regions().is_district(own.key, office.regencies)
    return bool(nameless) and sure and not (named_by_district and _names_another(said.where, own, office))


def _is_called_by_its_quarter(one: Named, own: Named, office: Own) -> bool:
    """Whether a prison may be the regency's own, called by a quarter: "Lapas Lowokwaru" is "Lapas Malang"."""
    places = regions().find(one.letters, slips=False)
    mine = regions().find(own.letters, slips=False)
    by_place = is_town(own.letters, office) or len(mine.words | mine.towns) == len(own.letters)
    return by_place and not (places.words | places.towns)


def _is_no_name(said: Named, office: Own) -> bool:
    """Whether no village or district there has the name: "carik Bantul" says only where."""
    here = office.regencies
    if said.kind in BEATS:  # some are called "Polsek Medan Kota"
        return False
    return not (said.numbers or is_village(said.key, here) or regions().is_district(said.key, here))


def _only_here(own: Named, said: Said) -> bool:
    """Whether no district of that name lies where it happened: then who is reported came from elsewhere."""
    if own.kind == DISTRICT:
        return not regions().is_district(own.key, said.regencies)
    if (
        own.kind not in (VILLAGE, *SCHOOLS)
        and len(own.key) >= SURE
        and not is_village(own.key, said.regencies)
    ):
        bearers = (
            regions().with_district(own.letters, "") if regions().is_district(own.key, ()) else frozenset()
        )
        if len(bearers) == 1 and bearers.isdisjoint(said.regencies):
            return True  # "Puskesmas Bumiaji": there is one Bumiaji in the country
    return own.kind in (HOSPITAL, BRANCH, "@pangkalan")


def _is_said_to_lie_here(own: Named, office: Own, said: Said) -> bool:
    """Whether who is reported is of an office of that name in the officer's regency, wherever it happened.

    "Kepala Puskesmas Jati Kudus" is of Jati in Kudus in a report from Pati, too.
    """
    if office.regencies.isdisjoint(said.reported.regencies):
        return False
    return any(same_kind(one.kind, own.kind) and _same_name(one, own, office) for one in said.named)


def _same_name(one: Named, own: Named, office: Own) -> bool:
    if own.kind in BEATS:
        if not own.letters or not one.letters:
            return bool(one.numbers & own.numbers) and (
                one.numbers <= own.numbers or own.numbers <= one.numbers
            )
    elif own.numbers != one.numbers and (one.numbers or own.kind in SCHOOLS):
        return False
    if not own.letters or not one.letters:
        return bool(own.numbers) and own.numbers == one.numbers
    if own.kind == DISTRICT and _is_in_another_regency(one, own, office):
        return False
    if own.kind == HOSPITAL and names_hospital(own.letters, one.letters):
        return True
    if own.numbers and fuzz.ratio(one.key, own.key) >= NEARLY:
        return True
    if own.numbers and own.kind in SCHOOLS and all(is_town(each.letters, office) for each in (one, own)):
        return True  # "SMAN 4 kdi" is "SMAN 4 Kendari"
    return any(starts_with(one.letters[at:], own, office.regencies) for at in range(min(2, len(one.letters))))


def _is_in_another_regency(one: Named, own: Named, office: Own) -> bool:
    """Whether another regency's name stands behind the district's: "Camat Kota Sumenep"."""
    size = len(own.letters)
    behind = one.letters[size:]
    if not behind or one.letters[:size] != own.letters or not office.regencies:
        return False
    if regions().is_district(one.key, office.regencies):
        return False
    places = regions().find(behind, slips=False)
    return 0 in places.words and office.regencies.isdisjoint(places.regencies)


def _other_name(one: Named, own: Named, office: Own) -> bool:
    """Whether a mention bears another name, as far as can be told."""
    if own.kind != DISTRICT:
        return bool(one.numbers and own.numbers and one.numbers != own.numbers)
    return bool(own.letters) and district_at(one.letters, office) not in ("", own.key)


def _names_another(words: Sequence[str], own: Named, office: Own) -> bool:
    return any(district_at(words[at:], office) not in ("", own.key) for at in range(len(words)))


def _name_in(words: Sequence[str], own: Named, office: Own) -> bool:
    return any(starts_with(words[at:], own, office.regencies) for at in range(len(words)))
