"""Titles of people: who leads a unit inside an office, and titles that leave open of which office."""

from __future__ import annotations

from collections.abc import Sequence

from services.casework.conflict.office_names import is_made_of

Units = frozenset[tuple[str, tuple[str, ...]]]
"""Units inside offices: rank and words of the name."""
DINAS, BADAN, SECRETARIAT = "dinas", "badan", "sekretariat"
_SHORTEST_SHORT = 3
LONGEST_UNIT = 5
"""Words that the name of a unit inside an office may have."""

_UNIT_TITLES = {
    "karo": "biro",
    "kabiro": "biro",
    "biro": "biro",
    "kabag": "bagian",
    "bagian": "bagian",
    "bag": "bagian",
    "kabid": "bidang",
    "bidang": "bidang",
    "kasubbag": "subbagian",
    "kasubag": "subbagian",
    "subbag": "subbagian",
    "subag": "subbagian",
    "subbagian": "subbagian",
    "kasi": "seksi",
    "seksi": "seksi",
    "kasubbid": "subbidang",
    "kasubid": "subbidang",
    "subbidang": "subbidang",
}
"""Units inside an office, and the titles of who leads them."""
_GENERAL = {
    "kadis": frozenset([DINAS]),
    "kadin": frozenset([DINAS]),
    "sekdis": frozenset([DINAS]),
    "kaban": frozenset([BADAN]),
    "sekban": frozenset([BADAN]),
    **dict.fromkeys(("kabid", "sekdin", "kasubbid", "kasubid"), frozenset([DINAS, BADAN])),
    **dict.fromkeys(("kabag", "karo", "kepala bagian", "kepala biro"), frozenset([SECRETARIAT])),
    **dict.fromkeys(("kepala bidang", "kepala upt", "kepala uptd"), frozenset([DINAS, BADAN])),
}
"""Titles that leave open of which office, and the ranks of offices that have them."""
_LEADS = frozenset(
    [
        "kepala",
        "ka",
        "kpl",
        "sekretaris",
        "sekre",
        "wakil",
        "pegawai",
        "staf",
        "orang",
        "pejabat",
        "oknum",
        "di",
    ]
)


def units(words: Sequence[str]) -> Units:
    """Units inside an office that words name, each with the words that follow: "kabag umum" is a "bagian"."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    for at, word in enumerate(words[:-1]):
        rank, name = _UNIT_TITLES.get(word, ""), words[at + 1]
        if rank and name.isalpha() and name not in _UNIT_TITLES:
            found.add((rank, tuple(words[at + 1 : at + 1 + LONGEST_UNIT])))
    return frozenset(found)


def same_unit(own: Units, words: Sequence[str]) -> bool:
    """Whether words name one of these units, in full or by beginnings: "kabag kesra", "kabag PBJ"."""
    return any(
        rank == mine and (said[0] == name[0] or (len(said[0]) >= _SHORTEST_SHORT and _made(said[0], name)))
        for rank, said in units(words)
        for mine, name in own
    )


def _made(short: str, name: Sequence[str]) -> bool:
    return not name[0].startswith(short) and is_made_of(short, name)


def ranks(words: Sequence[str]) -> frozenset[str]:
    """Ranks of offices that a title leaves open: "kadis", "kepala dinas", "kabid" without saying which."""
    found: set[str] = set()
    for at, word in enumerate(words):
        found |= _GENERAL.get(word, frozenset())
        if not at or words[at - 1] not in _LEADS:
            continue
        found |= _GENERAL.get(f"kepala {word}", frozenset())
        if word in (DINAS, BADAN):
            found.add(word)
    return frozenset(found)
