"""Regencies, cities and agencies as people type them, written one way so that an audience finds them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from core.text import cap, squeeze

MAX_TYPED_DISTRICT = 60
MAX_DISTRICT = MAX_TYPED_DISTRICT + len("Kabupaten Administrasi ")
"""As it is kept: what was typed, and what kind of district it is, written out."""
MAX_AGENCY = 120
LIKE = 84
"""Likeness (0 to 100, RapidFuzz's ratio) from which a known name is offered instead of the typed one."""

_PREFIXES = (
    (re.compile(r"^(?:kabupaten|kab)\b\.?\s*", re.IGNORECASE), "Kabupaten "),
    (re.compile(r"^(?:kota|kotamadya|kodya)\b\.?\s*", re.IGNORECASE), "Kota "),
)
_ADMINISTRATIVE = re.compile(r"^adm(?:inistrasi)?\b\.?\s*", re.IGNORECASE)


def tidy_district(typed: str) -> str | None:
    """``kab. bangka`` becomes ``Kabupaten Bangka``; None where kind or name is missing, because a regency
    and a city may share the name."""
    text = squeeze(typed).strip(" .,-")
    for pattern, prefix in _PREFIXES:
        match = pattern.match(text)
        if match is None:
            continue
        name = text[match.end() :]
        administrative = _ADMINISTRATIVE.match(name)
        if administrative:
            prefix, name = prefix + "Administrasi ", name[administrative.end() :]
        if not re.search(r"[^\W\d_]{2}", name):
            return None
        return cap(prefix + _capitalised(name), MAX_DISTRICT)
    return None


def needs_kind(typed: str) -> str | None:
    """The bare name, where only "kabupaten" or "kota" is missing; None where there is no name at all."""
    text = squeeze(typed).strip(" .,-")
    if tidy_district(text) is not None or not re.search(r"[^\W\d_]{3}", text):
        return None
    if any(pattern.match(text) for pattern, _ in _PREFIXES):
        return None
    return cap(_capitalised(text), MAX_DISTRICT - len("Kabupaten "))


def _capitalised(name: str) -> str:
    return " ".join(word if word.isupper() and len(word) < 4 else word.capitalize() for word in name.split())


def tidy_agency(typed: str) -> str | None:
    """One line, as the person wrote it; None where there is nothing to read."""
    text = squeeze(typed).strip(" .,-")
    return cap(text, MAX_AGENCY) if re.search(r"[^\W\d_]{2}", text) else None


def near(typed: str, known: Sequence[str]) -> str | None:
    """A known name that is nearly, but not exactly, the typed one."""
    if typed in known:
        return None
    found = process.extract(typed.casefold(), [one.casefold() for one in known], scorer=fuzz.ratio, limit=1)
    return next((known[place] for _, likeness, place in found if likeness >= LIKE), None)
