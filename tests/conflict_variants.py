"""Pairs of :mod:`tests.conflict_pairs` with fields left out or weakened, as people leave them: by rule, not by hand.

No variant adds knowledge: what is reported is said less well, or the officer's office is. So an own pair stays own,
and no name in it was looked for when the rule was written.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable
from dataclasses import replace

from services.reporting.draft import Draft
from tests.conflict_pairs import Pair

Change = Callable[[Pair], Pair | None]
"""A changed pair; None where there is nothing to change."""
SHORTEST = 5
"""Letters of a word that gets a slip or loses its vowels."""
NAME = "Bambang Sutrisno"
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")
_PLACED = re.compile(r"\s*,?\s*\b(?:kabupaten|kab\.?|kota|provinsi|prov\.?)\s.*$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[.,;:/()\-\"']+")
_KEYS = {"a": "s", "e": "r", "i": "o", "o": "p", "u": "y", "n": "m", "m": "n", "t": "r", "k": "l", "s": "a"}


def _chance(pair: Pair, kind: str) -> random.Random:
    return random.Random(zlib.crc32(f"{kind}|{pair.line}".encode()))


def _report(pair: Pair, **changed: object) -> Pair | None:
    draft = replace(pair.draft, **changed)  # type: ignore[arg-type]
    return None if draft == pair.draft else replace(pair, draft=draft)


def _officer(pair: Pair, **changed: str) -> Pair | None:
    workplace = replace(pair.workplace, **changed)
    return None if workplace == pair.workplace else replace(pair, workplace=workplace)


def _in_names(pair: Pair, change: Callable[[str], str]) -> Pair | None:
    """The officer's office and agency changed."""
    office, agency = (change(name) if name else "" for name in (pair.workplace.office, pair.workplace.agency))
    return _officer(pair, office=office, agency=agency) if office or agency else None


def _slip(text: str, chance: random.Random) -> str:
    """One slip of the finger in one longer word: a letter less, doubled, beside it, or two that changed places."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    one, two = text[at], text[at + 1]
    new = chance.choice((two, one * 2 + two, two + one, _KEYS.get(one, "e") + two))
    return text[:at] + new + text[at + 2 :]


def _clipped(text: str, chance: random.Random) -> str:
    """One longer word without the vowels behind its first letter: "kpl", "kcmtn"."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = chance.choice(words)
    short = word[0][0] + re.sub("[aeiou]", "", word[0][1:], flags=re.IGNORECASE)
    return text[: word.start()] + short + text[word.end() :]


def _glued(text: str, chance: random.Random) -> str:
    spaces = [found.start() for found in re.finditer(r"(?<=\w) (?=\w)", text)]
    at = chance.choice(spaces) if spaces else -1
    return text if at < 0 else text[:at] + text[at + 1 :]


def _first_letters(name: str) -> str:
    """The name of an office by its first letters, where it has three words or more; else as it is."""
    placed = _PLACED.search(name)
    head = name[: placed.start()] if placed else name
    words = [word for word in re.findall(r"[^\W\d_]+", head) if word.casefold() not in ("dan", "serta", "di")]
    if len(words) < 3 or re.search(r"\d", head) or not re.match(r"dinas|badan|badan", head, re.IGNORECASE):
        return name
    return "".join(word[0].upper() for word in words) + (placed[0] if placed else "")


def _told_as(accused: str, draft: Draft) -> dict[str, object]:
    return {"accused": accused, "story": f"{draft.accused}. {draft.story}".strip()}


def _title_only(pair: Pair) -> Pair | None:
    """The first two words of who is reported, the rest told: "Kepala Dinas"."""
    words = re.findall(r"\S+", pair.draft.accused)
    return None if len(words) < 3 else _report(pair, **_told_as(" ".join(words[:2]).strip(",."), pair.draft))


def _reversed_parts(text: str) -> str:
    return ", ".join(reversed([part.strip() for part in text.split(",")])) if "," in text else text


def _accused(change: Callable[[str], str]) -> Change:
    return lambda pair: _report(pair, accused=change(pair.draft.accused)) if pair.draft.accused else None


def _accused_by_chance(change: Callable[[str, random.Random], str], kind: str) -> Change:
    return lambda pair: _report(pair, accused=change(pair.draft.accused, _chance(pair, kind)))


def _regency_in_place(pair: Pair) -> Pair | None:
    draft = pair.draft
    return (
        _report(pair, district="", place=f"{draft.place} {draft.district}".strip())
        if draft.district
        else None
    )


def _superior(pair: Pair) -> Pair | None:
    """ "Atasan saya", with who it is told as the reporter's own workplace."""
    if not pair.draft.accused or not pair.own:
        return None
    return _report(pair, accused="atasan saya", agency=pair.draft.agency or pair.draft.accused)


def _office(pair: Pair) -> str:
    return pair.workplace.office or pair.workplace.agency


def _colleague(pair: Pair) -> Pair | None:
    """Somebody of the officer's office reports another: kept away, as the wizard promises who names the own office."""
    return None if pair.own else replace(pair, own=True, draft=replace(pair.draft, agency=_office(pair)))


def _at_the_office(pair: Pair) -> Pair | None:
    return None if pair.own else _report(pair, place=f"halaman {_office(pair)}")


def _onlookers(pair: Pair) -> Pair | None:
    if pair.own:
        return None
    return _report(pair, story=f"{pair.draft.story} Petugas {_office(pair)} hanya melihat.".strip())


def _complained(pair: Pair) -> Pair | None:
    if pair.own:
        return None
    return _report(pair, story=f"{pair.draft.story} Sudah saya laporkan ke {_office(pair)}.".strip())


def _stranger(pair: Pair) -> Pair | None:
    """Somebody of a far office reports."""
    return _report(pair, agency="Perpustakaan Nasional") if pair.own and not pair.draft.agency else None


def _one_field(pair: Pair) -> Pair | None:
    office, agency = pair.workplace.office, pair.workplace.agency
    return _officer(pair, office=f"{office} {agency}", agency="") if office and agency else None


REPORTS: dict[str, Change] = {
    "as it is": lambda pair: pair,
    "no regency": lambda pair: _report(pair, district=""),
    "regency in the place": _regency_in_place,
    "no province": lambda pair: _report(pair, province=None),
    "no place": lambda pair: _report(pair, place=""),
    "no regency, no place": lambda pair: _report(pair, place="", district=""),
    "no employer": lambda pair: _report(pair, agency="") if pair.draft.agency else None,
    "no story": lambda pair: _report(pair, story="") if pair.draft.accused else None,
    "told, nobody named": lambda pair: (
        _report(pair, **_told_as("", pair.draft)) if pair.draft.accused else None
    ),
    "told, a name": lambda pair: _report(pair, **_told_as(NAME, pair.draft)) if pair.draft.accused else None,
    "told, a title": _title_only,
    "my superior": _superior,
    "a colleague of the officer reports": _colleague,
    "at the officer's office": _at_the_office,
    "the officer's people look on": _onlookers,
    "the officer's office was told": _complained,
    "somebody of a far office reports": _stranger,
    "slip": _accused_by_chance(_slip, "slip"),
    "another slip": _accused_by_chance(_slip, "another"),
    "no vowels": _accused_by_chance(_clipped, "clipped"),
    "glued": _accused_by_chance(_glued, "glued"),
    "capitals": _accused(str.upper),
    "small letters": _accused(str.lower),
    "no punctuation": _accused(lambda text: _PUNCTUATION.sub(" ", text)),
    "parts reversed": _accused(_reversed_parts),
    "a name before": _accused(lambda text: f"{NAME} {text}"),
    "a name behind": _accused(lambda text: f"{text} {NAME}"),
}
"""What is changed in the report."""
OFFICES: dict[str, Change] = {
    "office: no regency": lambda pair: _officer(pair, district=""),
    "office: its place left out": lambda pair: (
        _in_names(pair, lambda name: _PLACED.sub("", name)) if pair.workplace.district else None
    ),
    "office: one field": _one_field,
    "office: slip": lambda pair: _in_names(pair, lambda name: _slip(name, _chance(pair, "office"))),
    "office: glued": lambda pair: _in_names(pair, lambda name: _glued(name, _chance(pair, "office"))),
    "office: no vowels": lambda pair: _in_names(pair, lambda name: _clipped(name, _chance(pair, "office"))),
    "office: first letters": lambda pair: _in_names(pair, _first_letters),
    "office: capitals": lambda pair: _in_names(pair, str.upper),
    "office: small letters": lambda pair: _in_names(pair, str.lower),
}
"""What is changed in the officer's workplace."""


def varied(pairs: list[Pair], kind: str) -> list[Pair]:
    """The pairs that a kind changes, changed."""
    change = (REPORTS | OFFICES)[kind]
    return [changed for pair in pairs if (changed := change(pair)) is not None]
