"""Who leads a whole government: bupati, wali kota, gubernur and their secretaries."""

from __future__ import annotations

from collections.abc import Sequence

from services.regions import KABUPATEN, KOTA, PROVINSI
from services.reporting.office_words import slips_of

_HEADS = {
    "bupati": KABUPATEN,
    "wabup": KABUPATEN,
    "walikota": KOTA,
    "wako": KOTA,
    "wawali": KOTA,
    "wawako": KOTA,
    "walkot": KOTA,
    "gubernur": PROVINSI,
    "wagub": PROVINSI,
    "sekda": "",
    "sekdaprov": PROVINSI,
    "sekprov": PROVINSI,
    "sekdakab": KABUPATEN,
    "sekkab": KABUPATEN,
    "sekdako": KOTA,
    "sekdakot": KOTA,
    "sekko": KOTA,
    "sekot": KOTA,
}
_TYPOS = {form: _HEADS[word] for word in ("bupati", "walikota", "gubernur") for form in slips_of(word)}
_NOT_YET = frozenset(("calon", "cabup", "mantan", "eks", "kandidat", "bacalon", "balon", "pensiunan"))


def heads(typed: Sequence[str]) -> frozenset[str]:
    """Levels of governments whose head is named; not where somebody only wants to be, or was."""
    found: set[str] = set()
    for at, word in enumerate(typed):
        level = _HEADS.get(word, _TYPOS.get(word))
        after = typed[at + 1 : at + 2]
        if level is None and word == "wali" and after == ["kota"]:
            level = KOTA
        if level is None and word in ("sekretaris", "kepala") and after == ["daerah"]:
            level = ""
        if level is not None and _NOT_YET.isdisjoint(typed[max(0, at - 2) : at]):
            found.add(level)
    return frozenset(found)
