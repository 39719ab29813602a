"""Slips of the finger in words that name offices, mended for one more look."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise

from services.casework.conflict.leaders import HEADS
from services.casework.conflict.office_roles import role_words
from services.casework.conflict.office_tables import BEFORE_NAMES, LISTS
from services.casework.conflict.office_words import SPELT_OUT, raw_words, slips_of
from services.casework.conflict.spelling import SHORTEST_FORM, apart, clipped, mended
from services.casework.conflict.workplaces import MOST_KNOWN, Own, below
from services.platform.villages import is_village


@cache
def _titles() -> frozenset[str]:
    """Titles by which somebody is called, whatever the office."""
    short = (word for word, meant in SPELT_OUT.items() if meant.startswith(("kepala", "sekretaris")))
    return frozenset((*short, *LISTS["titles_of_persons"], *LISTS["central_titles"], *HEADS))


@lru_cache(maxsize=MOST_KNOWN)
def _forms(triggers: frozenset[str], concepts: frozenset[str], kinds: tuple[str, ...]) -> dict[str, str]:
    """Forms of words that name an office, its people and any title, each with the word that is meant.

    One letter less, one doubled, or two that changed places. Nothing of a report is kept.
    """
    marks = concepts.union(kinds)
    marks |= {under for mark in marks for under in below(mark)}
    trades = {word for word in role_words(marks) if len(word) > SHORTEST_FORM}
    found: dict[str, str] = {}
    for word in sorted({*triggers, *(f"ka{one}" for one in triggers), *trades, *_titles()}):
        if word.isalpha():
            forms = slips_of(word) | {word[:at] + word[at - 1 :] for at in range(1, len(word) + 1)}
            found.update((form, word) for form in forms if len(form) >= SHORTEST_FORM and form not in found)
    for word in sorted({*triggers, *trades, *_titles()}):
        if word.isalpha() and len(word) >= SHORTEST_FORM + 1 and clipped(word):
            found.setdefault(clipped(word), word)
    return found


def without_slips(text: str, own: Own) -> str:
    """A text with known words, or those of the officer's workplace, in place of what is nearly one.

    The same if none is. A village's name in the officer's regency is no slip.
    """
    words = raw_words(text)
    forms = _forms(own.triggers, own.concepts, tuple(one.kind for one in own.named))
    told: list[str] = []
    for last, word in pairwise(("", *words)):
        if is_village(word, own.regencies):
            told.append(word)
            continue
        meant = mended(word, own.words, titles=last in BEFORE_NAMES, forms=forms)
        told.extend([meant] if meant != word else apart(word, own.words))
    return text if told == words else " ".join(told).replace("|", ",")
