"""An officer's workplace as the rule of conflicts reads it: what it does, its name, and where it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.access.officers import Workplace
from services.regions import DISTRICT, KABUPATEN, KOTA, LONGEST, PROVINSI, Places, joined, regions
from services.reporting.office_names import FAR, INSTITUTIONS, alike, today
from services.reporting.office_titles import BADAN, DINAS, Units, units
from services.reporting.office_words import (
    BREAK,
    HEAD,
    PLAIN,
    SCHOOLS,
    SPELT_OUT,
    initials,
    office_words,
    place_words,
    raw_words,
    spread,
    triggers,
)

GOVERNMENT = "pemerintah"
BRANCH = "@cabdin"
"""Branches of a dinas of a province, known by number."""
CAMPUS = "@kampusnegeri"
FEW = frozenset([CAMPUS, "@lapas", "@rutan", "@rumahsakit"])
"""Offices of which a regency has so few that people call them by the regency's name."""
MOST_KNOWN = 512
"""Workplaces kept read; officers are few."""
LONGEST_RUN = 8
"""Words after a kind that may belong to its name."""

_ENDS_NAME = frozenset(
    (KABUPATEN, PROVINSI, BREAK, HEAD, "dan", "bersama", "dengan", "yang", "serta", "saat", "untuk")
)
_SIDES = frozenset(
    [
        "barat",
        "timur",
        "utara",
        "selatan",
        "tengah",
        "tenggara",
        "baru",
        "lama",
        "hulu",
        "hilir",
        "ilir",
        "ulu",
        "atas",
        "bawah",
        "dalam",
        "luar",
    ]
)
_SUBUNITS = frozenset(["bidang", "seksi", "subbagian", "subbag", "subbidang", "subag", "kasi", "kabid"])
_HEADS = frozenset(
    [
        "dinas",
        "badan",
        "satuan",
        "suku",
        "bagian",
        "sekretariat",
        "kantor",
        "balai",
        "lembaga",
        *INSTITUTIONS,
    ]
)
_GRADE = re.compile(r"i{1,3}[abc]")
"""A prison's class: "Lapas Kelas IIA"."""
_OF_PERSONS = frozenset(
    ["prof", "dr", "drg", "drs", "dra", "ir", "h", "hj", "kh", "tgk", "raden", "rd", "r", "ra"]
)
"""Titles in the names of hospitals and schools, which people leave out."""
PARENTS = {
    "@puskesmas": "#kesehatan",
    "@rumahsakit": "#kesehatan",
    **dict.fromkeys(("@sekolah", "@tk", "@sd", "@smp", "@sma", "@smk", "@slb"), "#pendidikan"),
}
"""What the dinas does to which such an office belongs."""
_OF_PROVINCE = frozenset(["@sma", "@smk", "@slb"])
"""Schools that belong to the dinas of the province (UU 23/2014, Lampiran A)."""
_NO_HEAD = frozenset(
    [
        "#bawaslu",
        "#kpu",
        "#inspektorat",
        "#setda",
        "#setwan",
        "#kemenag",
        "#kejaksaan",
        "#pn",
        "#pa",
        "#pajak",
    ]
)
"""What offices do that are led by no "kepala dinas" or "kepala badan"."""
_SHORTEST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class Named:
    """An office of which there are many of a kind, with the letters and numbers of its name."""

    kind: str
    letters: tuple[str, ...]
    numbers: frozenset[str]

    @property
    def key(self) -> str:
        """The letters of the name in a row."""
        return joined(self.letters)


@dataclass(frozen=True, slots=True)
class Own:
    """What is known of an officer's workplace."""

    named: tuple[Named, ...]
    """Office, and agency above it, as far as they are of a kind."""
    concepts: frozenset[str]
    above: frozenset[str]
    """What the agency above a named office does; it counts only where that agency itself is reported."""
    regencies: frozenset[str]
    province: str
    provincial: bool
    """Whether it is an office of a province."""
    initials: frozenset[str]
    telling: tuple[str, ...]
    """Words of an office that is neither of a kind nor does anything known."""
    agency_telling: tuple[str, ...]
    triggers: frozenset[str]
    """Words without which a story has nothing to do with this office."""
    level: str
    """``kabupaten`` or ``provinsi`` where office or agency say so, else empty."""
    units: Units
    """Units inside it that are the officer's: rank and words of the name."""
    rank: frozenset[str]
    """``dinas`` or ``badan``, as far as it may be one."""
    full: tuple[tuple[str, ...], ...]
    """Office and agency as typed, small letters."""
    government: str
    """``kabupaten``, ``kota``, ``provinsi`` or ``daerah`` if the agency is a whole government."""


def same_kind(one: str, other: str) -> bool:
    """Whether two kinds may mean one office; "sekolah" may be any school."""
    return one == other or ("@sekolah" in (one, other) and one in SCHOOLS and other in SCHOOLS)


def mentions(words: Sequence[str]) -> list[Named]:
    """Offices of a kind in words, each with the name that follows; empty where none does."""
    found: list[Named] = []
    at = 0
    while at < len(words):
        if not words[at].startswith("@"):
            at += 1
            continue
        kind = words[at]
        at += 1
        while at < len(words) and words[at].startswith(
            "@"
        ):  # "Puskesmas Kecamatan ...": the first one says what it is
            kind = words[at] if kind == "@sekolah" and words[at] in SCHOOLS else kind
            at += 1
        while kind == BRANCH and at < len(words) and words[at].startswith(("#", HEAD)):
            at += 1
        start = at
        while at < len(words) and at - start < LONGEST_RUN and not words[at].startswith(("@", "#")):
            if words[at] in _ENDS_NAME:
                break
            at += 1
        found.append(_named(kind, _without_city(words[start:at])))
    return found


def _without_city(run: Sequence[str]) -> Sequence[str]:
    """A name up to "kota ..." where that is the city it lies in; some districts are called "Kota ..."."""
    if KOTA in run[1:]:
        at = run.index(KOTA, 1)
        if regions().find(run[at:]).regencies:
            return run[:at]
    return run


def _named(kind: str, run: Sequence[str]) -> Named:
    name = regions().district_size(run, 0) if kind == DISTRICT else 0
    words = [*run[:name], *(word for word in run[name:] if word not in PLAIN)]
    if kind in (DISTRICT, "@kelurahan"):  # a number is a part of the name: "Pegangsaan Dua" is "Pegangsaan 2"
        return Named(kind, tuple(words), frozenset())
    return Named(
        kind,
        tuple(word for word in words if not word.isdigit() and not _is_title(word)),
        frozenset(word for word in words if word.isdigit()),
    )


def _is_title(word: str) -> bool:
    return len(word) == 1 or word in _OF_PERSONS or _GRADE.fullmatch(word) is not None


def starts_with(letters: Sequence[str], own: Named, regencies: frozenset[str]) -> bool:
    """Whether words begin with an office's name, and not with a longer name such as that name and "Barat"."""
    mine = own.key
    for size in range(1, min(len(letters), LONGEST + 1) + 1):
        key = joined(letters[:size])
        if len(key) > len(mine) + FAR:
            return False
        if key == mine or _slip(key, mine, regencies):
            longer = letters[size : size + 1]
            if longer and longer[0] in _SIDES:
                continue
            more = [joined(letters[: size + extra]) for extra in range(1, LONGEST)]
            return not any(
                one != key and one != mine and regions().is_district(one, regencies) for one in more
            )
    return False


def _slip(key: str, own: str, regencies: frozenset[str]) -> bool:
    if len(own) <= LONGEST or not alike(own, key):
        return False
    known = regions()
    if not known.is_district(key, regencies):
        return True
    return today(key) == today(own) and not known.is_district(own, regencies)


def _level_words(words: Sequence[str], places: Places) -> str:
    if places.regencies or "cabang" in words:
        return KABUPATEN
    if PROVINSI in words or places.provinces:
        return PROVINSI
    return ""


@lru_cache(maxsize=MOST_KNOWN)
def own_office(workplace: Workplace) -> Own:
    """Reads a workplace."""
    known, province = regions(), workplace.province
    office, agency = office_words(workplace.office), office_words(workplace.agency)
    in_office, in_agency = known.find(office, province), known.find(agency, province)
    regencies = frozenset[str]()
    for said in (
        known.find(place_words(workplace.district), province).regencies,
        in_office.regencies,
        in_agency.regencies,
    ):
        regencies = (regencies & said or regencies) if regencies and said else regencies | said
    told = {_level_words(office, in_office), _level_words(agency, in_agency)}
    level = _level_words(office, in_office) or _level_words(agency, in_agency)
    subunit = bool(_SUBUNITS & set(raw_words(workplace.office)[:2]))
    named = [] if subunit else [_trimmed(one, regencies) for one in mentions(office)[:1]]
    upper = [_trimmed(one, regencies) for one in mentions(agency)[:1]]
    concepts = frozenset(word for word in office if word.startswith("#"))
    above = frozenset(word for word in agency if word.startswith("#"))
    if named:
        concepts = frozenset()
    telling = () if named or concepts else _telling(office, in_office)
    agency_telling = () if upper or above else _telling(agency, in_agency)
    known_as = (*named, *upper)
    parents = frozenset(PARENTS[one.kind] for one in known_as[:1] if one.kind in PARENTS and not above)
    concepts = concepts if named else concepts | above
    return Own(
        named=known_as,
        concepts=concepts,
        above=(above if named else frozenset()) | parents,
        regencies=regencies,
        province=province,
        provincial=level == PROVINSI
        or (not level and not regencies and bool(province) and bool(above | concepts)),
        initials=_initials(workplace.office) | _initials(workplace.agency),
        telling=() if above and (subunit or units(raw_words(workplace.office))) else telling,
        agency_telling=agency_telling,
        triggers=triggers(
            concepts | {mark for one in known_as for mark in (SCHOOLS if one.kind in SCHOOLS else {one.kind})}
        ),
        level=PROVINSI if PROVINSI in told else KABUPATEN if KABUPATEN in told else "",
        units=units(raw_words(workplace.office)) | units(raw_words(workplace.agency)),
        rank=_rank(concepts | above, [*raw_words(workplace.office), *raw_words(workplace.agency)]),
        full=(tuple(raw_words(workplace.office)), tuple(raw_words(workplace.agency))),
        government=_government(agency),
    )


def _trimmed(one: Named, regencies: frozenset[str]) -> Named:
    """Without the regency's name at the end: "Sewon 1 Bantul" is "Sewon 1"."""
    if regions().is_district(one.key, regencies):
        return one
    names = {regions().regencies[code].key for code in regencies}
    for size in range(1, LONGEST):
        rest = one.letters[:-size]
        if joined(one.letters[-size:]) in names and (rest or one.numbers or one.kind == CAMPUS):
            return Named(one.kind, rest, one.numbers)
    return one


def _rank(concepts: frozenset[str], words: Sequence[str]) -> frozenset[str]:
    if not concepts or concepts & _NO_HEAD:
        return frozenset()
    told = {word for word in words if word in (DINAS, BADAN)}
    if not told and any(word.startswith(("dis", "din")) for word in words):
        told = {DINAS}
    return frozenset(told or (DINAS, BADAN))


def is_part_of(kind: str, own: Own) -> bool:
    """Whether offices of a kind belong to the dinas that the officer's workplace is."""
    if own.named or PARENTS.get(kind) not in own.concepts:
        return False
    if own.level == PROVINSI:
        return kind in (*_OF_PROVINCE, "@sekolah", "@rumahsakit")
    return kind not in _OF_PROVINCE or not own.level


def _telling(words: Sequence[str], places: Places) -> tuple[str, ...]:
    return tuple(
        word
        for at, word in enumerate(words)
        if word not in PLAIN and at not in places.words and not word.startswith(("@", "#"))
    )


def _government(agency: Sequence[str]) -> str:
    if GOVERNMENT not in agency:
        return ""
    after = agency[agency.index(GOVERNMENT) + 1 :]
    return after[0] if after and after[0] in (KABUPATEN, KOTA, PROVINSI, "daerah") else "daerah"


def _initials(name: str) -> frozenset[str]:
    """Short forms of an office's name: its own, if it is one word, else the first letters of its words."""
    words = raw_words(name)
    told = {spread(word) for word in words[:1] if _is_initials(word)}
    return frozenset(told | phrase_initials(words))


def _is_initials(word: str) -> bool:
    """Whether a word is written of first letters: nearly nothing but consonants, and no word of ours."""
    vowels = sum(letter in "aeiou" for letter in word)
    known = word in PLAIN or word in SPELT_OUT or any(mark.startswith("@") for mark in office_words(word))
    return len(word) >= _SHORTEST_INITIALS and vowels * 4 <= len(word) and not known


def phrase_initials(words: Sequence[str]) -> set[str]:
    """First letters of what stands after "dinas", "badan" and the like, for every place where it may end."""
    found: set[str] = set()
    for at, word in enumerate(words):
        if word not in _HEADS:
            continue
        for end in range(at + 3, min(len(words), at + 14) + 1):
            if words[end - 1] in (KABUPATEN, KOTA, PROVINSI, "kab", "prov"):
                break
            if words[end - 1] in ("dan", BREAK):
                continue
            letters = initials(words[at:end])
            if len(letters) > _SHORTEST_INITIALS or (len(letters) == _SHORTEST_INITIALS and word != "kantor"):
                found.add(letters)
    return found
