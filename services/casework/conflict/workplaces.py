"""An officer's workplace as the rule of conflicts reads it: what it does, its name, and where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from services.access.officers import Workplace
from services.casework.conflict.leaders import heads
from services.casework.conflict.office_initials import initials_of
from services.casework.conflict.office_mentions import Named, mentions
from services.casework.conflict.office_tables import INSTITUTIONS as MORE
from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_titles import BADAN, DINAS, SECRETARIAT, Units, units
from services.casework.conflict.office_words import (
    BREAK,
    HEAD,
    HOSPITAL,
    PLAIN,
    PUSKESMAS,
    SCHOOLS,
    UNIQUE,
    VILLAGE,
    office_words,
    place_words,
    raw_words,
    triggers,
)
from services.casework.conflict.spelling import plainly_spelt
from services.platform.regions import DISTRICT, KABUPATEN, KOTA, LONGEST, PROVINSI, Places, joined, regions
from services.platform.villages import villages

GOVERNMENT = "pemerintah"
CAMPUS = "@kampusnegeri"
FEW = frozenset([CAMPUS, "@lapas", "@rutan", HOSPITAL])
"""Offices of which a regency has so few that people call them by the regency's name."""
MOST_KNOWN = 512
"""Workplaces kept read; officers are few."""
_VILLAGES = frozenset(LISTS["villages"])
"""Words for villages of one region, at the beginning of an office's name."""
_ONCE = frozenset(LISTS["once"])
"""Words between two names of one office."""
_SUBUNITS = frozenset(["bidang", "seksi", "subbagian", "subbag", "subbidang", "subag", "kasi", "kabid"])
_IN_NAMES = frozenset((KABUPATEN, KOTA))
_BEFORE_OFFICES = _SUBUNITS | frozenset(LISTS["before_offices"])
"""Words with which a unit's name begins that stands before the office's."""
JAKARTA = "31"
"""Its cities are parts of the province and have no government of their own."""
OF_PROVINCE = frozenset(["@sma", "@smk", "@slb", "@cabdin", "#samsat"])
"""Schools (UU 23/2014, Lampiran A) and branches that belong to a dinas of the province."""
_KINDS_OF_REGIONS = frozenset(
    [
        DISTRICT,
        VILLAGE,
        PUSKESMAS,
        HOSPITAL,
        "@cabdin",
        "@sekolah",
        "@tk",
        "@sd",
        "@smp",
        "@sma",
        "@smk",
        "@slb",
    ]
)
"""Offices that belong to a regency, a city or a province."""
LED = frozenset(f"#{one}" for one in LISTS["led"])
"""What offices do that are led by a "kepala dinas" or "kepala badan"."""
OF_REGIONS = (
    _KINDS_OF_REGIONS
    | LED
    | {"#setda", "#setwan", "#inspektorat", "#airminum", "#pasardaerah", "#bankdaerah"}
)
"""What offices and companies do that belong to a regency, a city or a province."""
SECRETARIAT_MARK = "#setda"
_UNITS_OF_SECRETARIATS = frozenset(["bagian", "biro", "bag", "asisten"])
"""Units that only secretariats of governments have, and some campuses, which say so."""
_SECRETARIATS = frozenset([SECRETARIAT_MARK, "#setwan"])
"""Offices of which a "kabag" is, with no more said."""
_OF_BOTH = frozenset(f"#{one}" for one in LISTS["of_both"])
"""Agencies whose office in a city serves the regency of that name, too."""
WIDE = frozenset(f"#{one}" for one in LISTS["wide"])
"""Regional offices for a whole province or more."""
_ABOVE: dict[str, list[str]] = MORE["above"]
"""What stands right above offices of a kind, or that do something."""
_GENERIC = frozenset(LISTS["generic"])
_BRANCH_WORDS = frozenset(
    ("korwil", "korwilcam", "upt", "uptd", "uptb", "balai", "bpp", "cabang", "unit", "koordinator")
)
"""Words of branches of a dinas that may lie in a district, and be called by it."""
SHORTEST_MENDED = 5
"""Letters of a word in which a slip is mended."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is known of an officer's workplace."""

    named: tuple[Named, ...]
    """Office, and agency above it, as far as they are of a kind."""
    concepts: frozenset[str]
    above: frozenset[str]
    """What offices above do; it counts only where such an office itself is reported."""
    marks: frozenset[str]
    """What the office and its agency do, and of which kind the office is."""
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
    words: frozenset[str]
    """Longer words of office and agency as typed."""
    unique: frozenset[str]
    """Marks of the institution, where there is only one of it in the country."""
    of_province: bool
    """Whether it belongs to a dinas of the province, wherever it lies."""
    leads: bool
    """Whether it is named by who leads a regency or city ("Bupati ...")."""
    regional: bool
    """Whether it belongs to a regency, a city or a province, and not to the state."""
    wide: bool
    """Whether it is an office for more than a regency that bears no province's name."""
    within: str
    """The district in which a village, school or health centre says it lies, letters in a row; else empty."""
    government: str
    """``kabupaten``, ``kota``, ``provinsi`` or ``daerah`` if the agency is a whole government."""


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
    office, agency = _read(workplace.office), _read(workplace.agency)
    in_office, in_agency = known.find(office, province), known.find(agency, province)
    regencies = frozenset[str]()
    for said in (
        known.find(place_words(workplace.district), province).regencies,
        in_office.regencies,
        in_agency.regencies,
    ):
        regencies = (regencies & said or regencies) if regencies and said else regencies | said
    if not _OF_BOTH.isdisjoint((*office, *agency)):
        regencies = _namesakes(regencies)
    told = {_level_words(office, in_office), _level_words(agency, in_agency)}
    level = _level_words(office, in_office) or _level_words(agency, in_agency)
    subunit = bool(_SUBUNITS & set(raw_words(workplace.office)[:2]))
    named = [] if subunit else [_trimmed(one, regencies) for one in _first(office, workplace.office)]
    upper = [_trimmed(one, regencies) for one in _first(agency, workplace.agency)]
    concepts = frozenset(word for word in office if word.startswith("#"))
    above = frozenset(word for word in agency if word.startswith("#"))
    if named:
        concepts = frozenset()
    telling = () if named or concepts else _telling(office, in_office)
    agency_telling = () if upper or above else _telling(agency, in_agency)
    known_as = (*named, *upper)
    inside = units(raw_words(workplace.office)) | units(raw_words(workplace.agency))
    unique = frozenset(word for word in (*office, *agency) if word.startswith(UNIQUE))
    own_kind = frozenset(one.kind for one in known_as[:1])
    marks = concepts | above | own_kind
    upper_marks = above_of(marks)
    if not told - {""} and _is_a_regencys(workplace, marks):
        told, level = {KABUPATEN}, KABUPATEN
    concepts = concepts if named else concepts | above
    government = _government(agency) or ("" if agency else _government(office))
    return Own(
        named=known_as,
        concepts=concepts,
        above=(above if named else frozenset()) | upper_marks,
        marks=marks,
        regencies=regencies,
        province=province,
        provincial=level == PROVINSI
        or (not level and not regencies and bool(province) and bool(above | concepts)),
        initials=initials_of(workplace.office) | initials_of(workplace.agency),
        telling=() if above and (subunit or units(raw_words(workplace.office))) else telling,
        agency_telling=agency_telling,
        triggers=triggers(
            concepts
            | {mark for one in known_as for mark in (SCHOOLS if one.kind in SCHOOLS else {one.kind})}
            | {under for mark in concepts for under in below(mark)}
        ),
        level=PROVINSI if PROVINSI in told else KABUPATEN if KABUPATEN in told else "",
        units=inside,
        rank=_rank(concepts | above, [*raw_words(workplace.office), *raw_words(workplace.agency)]),
        full=(tuple(raw_words(workplace.office)), tuple(raw_words(workplace.agency))),
        words=frozenset(
            word
            for word in (*raw_words(workplace.office), *raw_words(workplace.agency))
            if len(word) >= SHORTEST_MENDED
        ),
        unique=unique,
        of_province=not OF_PROVINCE.isdisjoint(marks)
        or (PROVINSI in (*office, *agency) or bool(in_office.provinces | in_agency.provinces)),
        leads=any(heads(raw_words(name)[:2]) for name in (workplace.office, workplace.agency)),
        regional=not OF_REGIONS.isdisjoint(marks) or bool(government),
        wide=bool((concepts | above) & WIDE),
        within=_within(known_as, [*mentions(office), *mentions(agency)]),
        government=government,
    )


def _is_a_regencys(workplace: Workplace, marks: frozenset[str]) -> bool:
    """Whether an office is a regency's or city's dinas, as its administrator chose one."""
    if workplace.province == JAKARTA or not workplace.district or marks.isdisjoint(LED):
        return False
    return OF_PROVINCE.isdisjoint(marks)


@lru_cache(maxsize=MOST_KNOWN)
def near_names(regencies: frozenset[str]) -> frozenset[str]:
    """Names of districts and villages in regencies, letters in a row."""
    known = regions().regencies
    return frozenset().union(*(known[code].districts | villages(code).keys() for code in regencies))


@lru_cache(maxsize=MOST_KNOWN)
def own_offices(workplace: Workplace) -> tuple[Own, ...]:
    """Readings of a workplace: as typed, without the unit that stands before the office, with slips mended.

    "Subbagian Umum dan Kepegawaian Kecamatan Siantar Barat" and "KecamatanSiantar Barat" are a district's
    office. A second reading hides more, never less.
    """
    found = [workplace]
    words = raw_words(workplace.office or workplace.agency)
    at = _office_behind(words)
    if at:
        office = " ".join(words[at:]).replace(BREAK, ",")
        agency = workplace.agency if workplace.office else ""
        found.append(replace(workplace, agency=agency, office=office))
    near = near_names(own_office(workplace).regencies)
    for one in tuple(found):
        spelt = replace(one, office=plainly_spelt(one.office, near), agency=plainly_spelt(one.agency, near))
        if spelt not in found:
            found.append(spelt)
    return tuple(map(own_office, found))


def _office_behind(words: Sequence[str]) -> int:
    """Where the office begins that a unit before it is of; 0 where no unit stands before one."""
    if not words or words[0] not in _BEFORE_OFFICES:
        return 0
    for at in range(1, len(words) - 1):
        first = office_words(" ".join(words[at : at + LONGEST]))[:2]
        if first[:1] == [HEAD] and first[1:] and first[1].startswith(("#", "@")):
            return at
        name = words[at + 1]
        if first and first[0] in SCHOOLS and name.isdigit():
            return at
        if first and first[0].startswith("@") and first[0] not in SCHOOLS and name not in PLAIN - _IN_NAMES:
            return at
    return 0


def _namesakes(regencies: frozenset[str]) -> frozenset[str]:
    """Regencies with the city of the same name in the province, and back."""
    known = regions().regencies
    keys = {(code[:2], known[code].key) for code in regencies}
    return frozenset(code for code, one in known.items() if (code[:2], one.key) in keys)


def _read(name: str) -> list[str]:
    """An office's name as words with marks; the secretariat's where only a head or "Bagian Umum" is named.

    "Wali Kota Jakarta Utara" and "Biro Umum Provinsi Maluku" are offices of those who lead the government.
    """
    words, typed = office_words(_as_village(name)), raw_words(name)
    if any(word.startswith(("@", "#")) for word in words):
        return words
    return (
        [HEAD, SECRETARIAT_MARK, *words] if heads(typed) or _UNITS_OF_SECRETARIATS & set(typed[:1]) else words
    )


def _as_village(name: str) -> str:
    """A name with "desa" for a word for villages of one region that means something else elsewhere."""
    first, _, rest = name.strip().partition(" ")
    return f"desa {rest}" if rest and first.casefold() in _VILLAGES else name


def _first(words: Sequence[str], typed: str) -> list[Named]:
    """The office that is named first, and another name of it after "d/h" or in brackets."""
    found = mentions(words)
    if found and found[0].kind == DISTRICT and not _BRANCH_WORDS.isdisjoint(raw_words(typed)):
        before = words[: words.index(DISTRICT)]
        if any(word.startswith("#") for word in before):  # a branch of a dinas that lies there
            return []
    once = not _ONCE.isdisjoint(raw_words(typed)) or "(" in typed
    return [one for one in found if one is found[0] or (once and one.kind == found[0].kind)]


def _within(own: Sequence[Named], named: Sequence[Named]) -> str:
    if not own or own[0].kind == DISTRICT:
        return ""
    return next((one.key for one in named if one.kind == DISTRICT and one.letters), "")


def _trimmed(one: Named, regencies: frozenset[str]) -> Named:
    """Without the regency's name at the end: "Sewon 1 Bantul" is "Sewon 1"."""
    if regions().is_district(one.key, regencies):
        return one
    names = {regions().regencies[code].key for code in regencies}
    for size in range(1, LONGEST):
        rest = one.letters[:-size]
        last = one.letters[-size:]
        by_short = size == 1 and _is_short_for(last, regencies)
        if (joined(last) in names or by_short) and (rest or one.numbers or one.kind == CAMPUS):
            return Named(one.kind, rest, one.numbers)
    return one


def _is_short_for(words: Sequence[str], regencies: frozenset[str]) -> bool:
    """Whether words are another name of the regency, and not only its capital's."""
    found = regions().find(words, slips=False)
    return bool(found.words) and not regencies.isdisjoint(found.regencies)


def _rank(concepts: frozenset[str], words: Sequence[str]) -> frozenset[str]:
    if concepts & _SECRETARIATS:
        return frozenset([SECRETARIAT])  # one office, whichever of its units is the officer's
    if not concepts & LED:
        return frozenset()
    told = {word for word in words if word in (DINAS, BADAN)}
    if not told and any(word.startswith(("dis", "din")) for word in words):
        told = {DINAS}
    if not told and any(word.startswith(("bap", "bad", "bak", "bkd", "bkp", "bpk", "bpb")) for word in words):
        told = {BADAN}
    return frozenset(told or (DINAS, BADAN))


def is_part_of(mark: str, own: Own) -> bool:
    """Whether offices of a kind, or that do something, belong to the dinas the officer works for."""
    if own.named or own.concepts.isdisjoint(above_of((mark,))):
        return False
    if own.level == PROVINSI:
        return mark in OF_PROVINCE or mark in ("@sekolah", HOSPITAL)
    return mark not in OF_PROVINCE or not own.level


@cache
def _above(mark: str) -> frozenset[str]:
    found: set[str] = set()
    queue = [mark]
    while queue:
        for one in _ABOVE.get(queue.pop(), ()):
            if one not in found:
                found.add(one)
                queue.append(one)
    return frozenset(found)


def above_of(marks: Iterable[str]) -> frozenset[str]:
    """Marks of all offices above those of these marks."""
    return frozenset(one for mark in marks if mark in _ABOVE for one in _above(mark))


@cache
def below(mark: str) -> frozenset[str]:
    """Marks of offices right below those of this mark, and below them."""
    return frozenset(one for one in _ABOVE if mark in _above(one))


def _telling(words: Sequence[str], places: Places) -> tuple[str, ...]:
    return tuple(
        word
        for at, word in enumerate(words)
        if word not in PLAIN
        and word not in _GENERIC
        and at not in places.words
        and not word.startswith(("@", "#"))
    )


def _government(agency: Sequence[str]) -> str:
    if tuple(agency[:2]) == (KOTA, "administrasi"):
        return KOTA
    if GOVERNMENT not in agency:
        return ""
    after = agency[agency.index(GOVERNMENT) + 1 :]
    return after[0] if after and after[0] in (KABUPATEN, KOTA, PROVINSI, "daerah") else "daerah"
