"""What a report says of who is reported and where, as words with marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.casework.conflict.office_mentions import BRANCH, Named, mentions, same_kind
from services.casework.conflict.office_roles import implied, names_trade, without_landmarks, without_own_units
from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_titles import ranks
from services.casework.conflict.office_words import (
    BREAK,
    HEAD,
    PLAIN,
    UNIQUE,
    VILLAGE,
    marked,
    office_words,
    place_words,
    raw_words,
)
from services.casework.conflict.workplaces import FEW, OF_REGIONS, Own
from services.casework.facts import workplace_words
from services.platform.regions import DISTRICT, KABUPATEN, LONGEST, PROVINSI, Places, joined, regions
from services.platform.villages import districts_of, is_village
from services.reporting.draft import Draft

FAR = 6
"""Words between "dinas" and what it does, and after "bukan yang", that are looked at."""
TELLING_OTHERS = (
    "lapor",
    "melapor",
    "dilapor",
    "adu",
    "mengadu",
    "sampai",
    "menyampai",
    "disampai",
    "kirim",
    "tembus",
    "mohon",
    "minta",
)
"""Beginnings of words before an office that was only told of the matter."""
_OF_BRANCHES = frozenset((BRANCH, *LISTS["branches"], "#samsat"))
"""Words of branches: those of a province are called by the city they lie in."""
SHORTEST_ABROAD, SHORTEST_PLACE, SHORTEST_DISTRICT = 5, 4, 7
"""Letters of a regency elsewhere, and of an own district or village, that tell in free text where it was."""
_ORDINARY = frozenset(("puncak", "tengah", "pegunungan", "kepulauan"))
"""Names of regencies that are ordinary words, or names of places elsewhere."""
_NAMED_AFTER = frozenset(
    ("jalan", "jl", "jln", "gang", "gg", "hotel", "stadion", "lapangan", "gedung", "perumahan", "rumah")
)
"""Words before a name that is no place's."""
_BEFORE_DISTRICT = frozenset(("kec", "kecamatan", "distrik", "kabupaten", "kota"))
_OF_OFFICES = frozenset(("petugas", "pegawai", "staf", "anggota", "karyawan", "kepala", "pejabat", "oknum"))
_NOT_THERE = frozenset(("bukan", "bkn", "dudu", "sanes", "lain", "ndak"))
_ENDS_DENIAL = frozenset((BREAK, "tapi", "tetapi", "melainkan", "namun", "kok"))


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says, as words with marks."""

    who: list[str]
    where: list[str]
    what: list[str]
    told: list[Named]
    """Offices of a kind in what happened."""
    raw: list[str]
    """Who and where, as typed."""
    typed: list[str]
    """Who, as typed."""
    reported: Places
    """Places named in who is reported."""
    regencies: frozenset[str]
    """Regencies it happened in, as said; empty if not said."""
    unclear: bool
    """Whether a regency was typed that is none anybody knows."""
    named: list[Named]
    """Offices of a kind in who is reported."""
    accused_of: list[Named]
    """The same, leaving out what the reporter said about the own workplace."""
    ranks: frozenset[str]
    """Ranks of offices that the title of who is reported leaves open."""
    marked: bool
    """Whether who is reported is said to be of a "kota" or "kabupaten", in so many words."""
    provincial: bool
    """Whether who is reported is said to be of a province, and of no regency."""
    of_province: bool
    """The same, or a province was named and no regency."""
    of_branch: bool
    """Whether a branch is named, which may be called by the city it lies in."""
    trades: frozenset[str]
    """Marks of offices that have people of the trade that was named."""
    accused: list[str]
    """Who is reported, as typed, without what the reporter said about the own workplace."""
    accused_marked: list[str]
    """The same as words with marks."""
    of_a_trade: bool
    """Whether who is reported is said to be of a trade, in office or not."""

    @property
    def concepts(self) -> frozenset[str]:
        """What offices of who is reported do, single institutions among them."""
        return frozenset(word for word in self.who if word.startswith("#"))

    @property
    def marks(self) -> frozenset[str]:
        """What offices of who is reported do and of which kind they are; single institutions left out."""
        return frozenset(
            word for word in self.who if word.startswith(("#", "@")) and not word.startswith(UNIQUE)
        )

    @property
    def accused_marks(self) -> frozenset[str]:
        """What offices do and of which kind they are, without the reporter's own workplace."""
        return frozenset(word for word in self.accused_marked if word.startswith(("#", "@")))


@dataclass(frozen=True, slots=True)
class Where:
    """What a report says of where it happened: the same however who is reported is read."""

    words: list[str]
    raw: list[str]
    regencies: frozenset[str]
    unclear: bool


def read_where(draft: Draft, province: str, own: Own) -> Where:
    """Reads place and regency of a report.

    Where nobody chose a province, another regency that is named beside a namesake of the officer's district
    ("Pacet Mojokerto") is where it was. Where no regency is named, a district or village of the officer's is
    taken for that one.
    """
    known = regions()
    raw = raw_words(draft.place)
    if draft.district and any(one.kind != DISTRICT for one in mentions(office_words(draft.district))):
        raw += [BREAK, *raw_words(draft.district)]  # an office was typed where the regency is asked for
    words = marked(raw, slips=True)
    told = place_words(draft.district)
    abroad = frozenset[str]() if draft.province else _abroad(told, own) or _abroad(words, own)
    if abroad and _names_own(f"{draft.accused}\n{draft.story}", abroad, own):
        abroad = frozenset()
    named = (
        abroad
        or known.find(told, province).regencies
        or known.with_district([one for one in told if one not in _BEFORE_DISTRICT], province)
        | own_place(told, own)
    )
    around = Places() if named else known.find(words, province, slips=False)
    found = named or around.regencies or around.districts or own_place(raw, own)
    if (
        not found and not raw and not told
    ):  # "petugas KSK Gunung Talang"; "sektor Penjaringan" in what happened
        accused, story = raw_words(draft.accused), _without_denied_places(raw_words(draft.story))
        found = own_district(accused, own) or _other_district(accused, own) or own_district(story, own)
    if not found:  # "perawat puskesmas Cilimus"
        named_at = (one.letters for one in mentions(marked(raw_words(draft.accused), slips=False)))
        found = next(filter(None, (own_place(letters, own) for letters in named_at)), frozenset())
    return Where(words, raw, found, unclear=bool(told) and not found)


def _abroad(words: Sequence[str], own: Own) -> frozenset[str]:
    """Regencies of other provinces that are named, where none of the officer's province is.

    Names that are a district's or village's of the officer's regency, too, and those of streets and the
    like ("Jl. Kediri") do not count.
    """
    known = regions()
    if not own.regencies or not own.province or not known.find(words, slips=False).regencies:
        return frozenset()
    found = frozenset[str]()
    for at in range(len(words)):
        if at and words[at - 1] in _NAMED_AFTER:
            continue
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            name = words[at : at + size]
            codes = known.find(name, slips=False)
            if len(codes.words | codes.towns) != size or len(joined(name)) < SHORTEST_ABROAD:
                continue
            if joined(name) in _ORDINARY:
                continue
            here = any(code.startswith(own.province) for code in codes.regencies)
            if here and not own.regencies.isdisjoint(codes.regencies):
                return frozenset()
            key = joined(name)
            if not here and not known.is_district(key, own.regencies) and not is_village(key, own.regencies):
                found |= codes.regencies
            break
    return found


def _names_own(text: str, abroad: frozenset[str], own: Own) -> bool:
    """Whether a text names the officer's regency, and not the one elsewhere, too."""
    words, known = raw_words(text), regions()
    if own.regencies.isdisjoint(known.find(words, own.province, slips=False).regencies):
        return False
    return abroad.isdisjoint(known.find(words, slips=False).regencies)


def own_district(words: Sequence[str], own: Own) -> frozenset[str]:
    """The officer's regencies where words name a district there that is no ordinary word; else none."""
    for at in range(len(words)):
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            key = joined(words[at : at + size])
            if len(key) < SHORTEST_DISTRICT or (size == 1 and words[at] in PLAIN):
                continue
            here = frozenset(code for code in own.regencies if regions().is_district(key, (code,)))
            if here:
                return here
    return frozenset()


def _without_denied_places(words: Sequence[str]) -> list[str]:
    """Words without what stands behind a "bukan": "bukan di Indramayu"."""
    return [word for at, word in enumerate(words) if _NOT_THERE.isdisjoint(words[max(0, at - 2) : at])]


def _other_district(words: Sequence[str], own: Own) -> frozenset[str]:
    """Other regencies of the province where a part of who is reported is a district: "kuwu X, Kapetakan"."""
    known, found, part = regions(), frozenset[str](), list[str]()
    for word in (*words, BREAK):
        if word != BREAK:
            part.append(word)
            continue
        name = [one for one in part if one not in _BEFORE_DISTRICT]
        if name and len(name) <= LONGEST and known.is_district(joined(name), ()):
            found |= known.with_district(name, own.province)
        part = []
    return found if own.province and own.regencies.isdisjoint(found) else frozenset()


def own_place(words: Sequence[str], own: Own) -> frozenset[str]:
    """The officer's regencies where words name a district or village there; else none."""
    for at in range(len(words)):
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            key = joined(words[at : at + size])
            if len(key) < SHORTEST_PLACE or (size == 1 and words[at] in PLAIN):
                continue
            here = frozenset(
                code
                for code in own.regencies
                if regions().is_district(key, (code,)) or is_village(key, (code,))
            )
            if here:
                return here
    return frozenset()


def read(draft: Draft, province: str, own: Own, place: Where | None = None) -> Said:
    """Reads a report but for what happened, which is long and seldom needed.

    Args:
        draft: The report.
        province: Code of the province it is about.
        own: The officer's workplace.
        place: What it says of where, if that was read before.
    """
    place = place or read_where(draft, province, own)
    accused_typed, employer = raw_words(draft.accused), workplace_words(draft)
    accused_told = marked(accused_typed, slips=True)
    typed = [*accused_typed, BREAK, *raw_words(employer)]
    who = _telling(marked(typed, slips=True) if employer else [*accused_told, BREAK])
    accused = without_landmarks(accused_told)
    reported = regions().find(who, province, slips=False)
    of_branch = not (_OF_BRANCHES.isdisjoint(who) and _OF_BRANCHES.isdisjoint(typed))
    where = [] if _names_office(accused, own) else place.words  # then the place is only where it was
    is_marked = bool(reported.marked) or _is_of_some_regency(accused, province)
    return Said(
        who=who,
        where=where,
        what=[],
        told=[],
        typed=typed,
        raw=[*typed, BREAK, *(place.raw if where else ())],
        reported=reported,
        regencies=place.regencies,
        unclear=place.unclear,
        named=mentions(who),
        accused_of=mentions(accused),
        ranks=ranks(typed),
        marked=is_marked and not reported.provinces and PROVINSI not in who and not of_branch,
        provincial=PROVINSI in who and not reported.regencies and not of_branch,
        of_province=(PROVINSI in who or bool(reported.provinces))
        and not reported.regencies
        and not of_branch,
        of_branch=of_branch,
        trades=implied(draft.accused, accused_typed),
        accused=accused_typed,
        accused_marked=accused,
        of_a_trade=names_trade(accused_typed),
    )


def telling_words(text: str) -> list[str]:
    """Words of who is reported, without what only says where, of which unit, or who it was not."""
    return _telling(office_words(text))


def _telling(words: list[str]) -> list[str]:
    return without_own_units(without_landmarks(_without_denied(words)))


def _without_denied(words: list[str]) -> list[str]:
    """Words without what "bukan yang ..." denies, as long as anything else is said."""
    if "bukan" not in words:
        return words
    at = words.index("bukan")
    if words[at + 1 : at + 2] not in (["yang"], ["yg"], ["dari"]):
        return words
    end = at + 2
    while end < len(words) and words[end] not in _ENDS_DENIAL and end - at < FAR:
        if end > at + 2 and words[end].startswith(("@", HEAD, "#")) and words[end - 1] != HEAD:
            break
        end += 1
    rest = [*words[:at], *words[end:]]
    return rest if any(word not in PLAIN for word in rest) else words


def _names_office(words: Sequence[str], own: Own) -> bool:
    """Whether words name an office by what it does, by its kind or by a name that is surely no person's."""
    marks = frozenset(word for word in words if word.startswith("#"))
    if office_in(words, marks) or _is_of_the_state(words):
        return True
    for one in mentions(words):
        if not any(same_kind(one.kind, mine.kind) for mine in own.named):
            if one.letters or one.numbers:
                return True
        elif (
            one.numbers
            or _lies_elsewhere(one, own)
            or (one.kind == DISTRICT and regions().with_district(one.letters, own.province))
            or (one.kind == VILLAGE and districts_of(one.letters, own.regencies))
        ):
            return True
    return False


def _is_of_some_regency(words: Sequence[str], province: str) -> bool:
    """Whether "kabupaten" is said with no name behind it: "kepala dinas pendidikan kabupaten"."""
    known = regions()
    behind = (words[at + 1 : at + 1 + LONGEST] for at, word in enumerate(words) if word == KABUPATEN)
    return any(0 not in known.find(one, province, slips=False).words for one in behind)


def _is_of_the_state(words: Sequence[str]) -> bool:
    """Whether somebody is of an agency or company that is no regency's: "petugas BPJS Kesehatan"."""
    return any(
        one in _OF_OFFICES and after.startswith("#") and after not in OF_REGIONS
        for one, after in pairwise(words)
    )


def _lies_elsewhere(one: Named, own: Own) -> bool:
    """Whether a prison, hospital or campus is called by another regency: "Rutan Kotabumi"."""
    if one.kind not in FEW or not own.regencies:
        return False
    places = regions().find(one.letters, own.province, slips=False)
    return bool(places.regencies) and own.regencies.isdisjoint(places.regencies)


def district_at(words: Sequence[str], office: Own) -> str:
    """The longest name of a district that words begin with."""
    known = regions()
    within = office.regencies or frozenset(known.within(office.province) if office.province else ())
    for size in range(min(LONGEST, len(words)), 0, -1):
        key = joined(words[:size])
        if known.is_district(key, within):
            return key
    return ""


def is_of_another_district(own: Own, said: Said) -> bool:
    """Whether who is reported is said to be of another district than the office names as its own."""
    if not own.within:
        return False
    told = {district_at(one.letters, own) for one in said.accused_of if one.kind == DISTRICT}
    return bool(told) and "" not in told and own.within not in told


def office_in(words: Sequence[str], concepts: frozenset[str], *, told: bool = False) -> bool:
    """Whether words name an office that does one of these things, and not only as one that was ``told``."""
    for at, word in enumerate(words):
        if word not in concepts:
            continue
        before = words[max(0, at - FAR) : at]
        while BREAK in before:
            before = before[before.index(BREAK) + 1 :]
        if HEAD in before and not (told and any(one.startswith(TELLING_OTHERS) for one in before)):
            return True
    return False
