"""Who leads a whole government: bupati, wali kota, gubernur and their secretaries."""

from __future__ import annotations

from collections.abc import Sequence

from services.casework.conflict.office_tables import LISTS
from services.casework.conflict.office_words import BREAK, slips_of
from services.platform.regions import KABUPATEN, KOTA, PROVINSI

HEADS = {
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
_TYPOS = {form: HEADS[word] for word in ("bupati", "walikota", "gubernur") for form in slips_of(word)}
_NOT_YET = frozenset(("calon", "cabup", "mantan", "eks", "kandidat", "bacalon", "balon", "pensiunan"))
_FOLLOWERS = frozenset(LISTS["followers"])
"""Who is for a head or against, and what is done or shown for one: "timses bupati", "uang dari bupati"."""
_PAK = (["pak"], ["bapak"], ["bpk"])
_NO_MAYORS = (["kelas"], ["murid"], ["nagari"], ["jorong"], ["kampung"], ["santri"], ["siswa"], ["korong"])
"""What a "pak wali" is of who is no mayor."""
FAR = 4
"""Words before a head in which a follower stands."""


def heads(typed: Sequence[str]) -> frozenset[str]:
    """Levels of governments whose head is named; not where somebody only wants to be, was, or is for one."""
    found: set[str] = set()
    for at, word in enumerate(typed):
        level = HEADS.get(word, _TYPOS.get(word))
        after = typed[at + 1 : at + 2]
        if level is None and word == "wali" and after == ["kota"]:
            level = KOTA
        if level is None and word == "wali" and typed[at - 1 : at] in _PAK and after not in _NO_MAYORS:
            level = KOTA
        if level is None and word in ("sekretaris", "kepala") and after == ["daerah"]:
            level = ""
        if level is not None and _NOT_YET.isdisjoint(typed[max(0, at - 2) : at]) and not _follows(typed[:at]):
            found.add(level)
    return frozenset(found)


def _follows(before: Sequence[str]) -> bool:
    """Whether the last words before a head, in the same part, say that somebody is for or against it."""
    last = before[-FAR:]
    while BREAK in last:
        last = last[last.index(BREAK) + 1 :]
    return not _FOLLOWERS.isdisjoint(last)
