"""The words that the rule of conflicts of interest knows, as data: three tables, read once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


TABLES = _table("office_words.toml")
"""What the offices of a government do, and of which kinds they are."""
INSTITUTIONS = _table("institutions.toml")
"""Institutions beside the offices of a government, and more names of those."""
_PARK = "tamannasional"
_BEFORE_PARKS = (
    *(
        "taman nasional",
        "tn",
        "balai taman nasional",
        "balai besar taman nasional",
        "balai tn",
        "balai besar tn",
    ),
    *(
        "polhut tn",
        "polhut taman nasional",
        "petugas tn",
        "resort tn",
        "resor tn",
        "kepala tn",
        "pos jaga tn",
        "btn",
    ),
)
"""What stands before the name of a national park."""


def _add_parks() -> None:
    """Adds every national park as an institution of which there is one, below what parks do."""
    for key, names in INSTITUTIONS["parks"].items():
        phrases = [f"{before} {name}" for name in names for before in _BEFORE_PARKS]
        INSTITUTIONS["unique"][f"tn{key}"] = [*phrases, *(name for name in names if name.startswith("tn"))]
        INSTITUTIONS["above"][f"#u_tn{key}"] = [f"#{_PARK}", *INSTITUTIONS["above"][f"#{_PARK}"]]


_add_parks()
LISTS: dict[str, list[str]] = INSTITUTIONS["lists"]
"""Lists of words by what they do."""
NAMES: dict[str, list[str]] = _table("persons.toml")
"""Words about people that are words of offices, too."""
GIVEN_NAMES = frozenset(NAMES["given_names"])
NO_SLIPS = frozenset((*LISTS["no_slips"], *GIVEN_NAMES))
"""Ordinary words, and names of people, that are nearly a word of an office."""
BEFORE_NAMES = frozenset(NAMES["before_names"])
"""Words with a person's name, or a title, behind them: what follows is no slip of anything but a title."""
_TITLES = frozenset(LISTS["titles_of_persons"])
_TITLES_BEGIN = ("ka", "sek", "wa")


def is_title(word: str) -> bool:
    """Whether a word is what a person is called by an office: "kadinkes", "lurah"."""
    return word in _TITLES or word.startswith(_TITLES_BEGIN)
