"""Counts of reports for pictures. Small cells are hidden: three reports from a village may name somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from services.casework.case import Case
from services.reporting.draft import Category, Status

SMALLEST_SHOWN = 5
"""A cell of one to four reports is hidden."""
WEEKS = 12
SAME_DAY, TO_THREE, TO_SEVEN, LATER, NOT_YET = "0", "1-3", "4-7", ">7", "-"
FIRST_ACTION = (SAME_DAY, TO_THREE, TO_SEVEN, LATER, NOT_YET)
"""Days from receipt to an officer's first action."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts; None is a hidden cell."""

    weeks: tuple[tuple[date, int | None], ...]
    """By the week's Monday, oldest first."""
    categories: tuple[tuple[Category | None, int | None], ...]
    provinces: tuple[tuple[str, int | None], ...]
    """By code, most first; ``""`` where none was said."""
    statuses: tuple[tuple[Status, int | None], ...]
    first_action: tuple[tuple[str, int | None], ...]


def hide_small(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Hides cells of one to four; where that hides a single one, the next smallest too.

    A single hidden cell could be had by taking the others from a total shown elsewhere.
    """
    hidden = {key for key, count in counts.items() if 0 < count < SMALLEST_SHOWN}
    if len(hidden) == 1:
        others = sorted((count, str(key)) for key, count in counts.items() if count and key not in hidden)
        if others:
            hidden |= {key for key in counts if (counts[key], str(key)) == others[0] and key not in hidden}
    return {key: None if key in hidden else count for key, count in counts.items()}


def figures(cases: Sequence[Case], today: date) -> Figures:
    """All counts."""
    monday = today - timedelta(days=today.weekday())
    weeks = {monday - timedelta(weeks=back): 0 for back in reversed(range(WEEKS))}
    for case in cases:
        week = case.received_on - timedelta(days=case.received_on.weekday())
        if week in weeks:
            weeks[week] += 1
    categories = Counter(case.category for case in cases)
    provinces = Counter(case.draft.province or "" for case in cases)
    statuses = Counter(case.status for case in cases)
    action = Counter(_first_action(case) for case in cases)
    return Figures(
        tuple(hide_small(weeks).items()),
        tuple(_most_first(hide_small(categories))),
        tuple(_most_first(hide_small(provinces))),
        tuple(hide_small({status: statuses[status] for status in Status}).items()),
        tuple(hide_small({bucket: action[bucket] for bucket in FIRST_ACTION}).items()),
    )


def _most_first(shown: Mapping[Key, int | None]) -> list[tuple[Key, int | None]]:
    """By what is shown: the order of hidden cells would tell about them."""
    return sorted(shown.items(), key=lambda pair: (-(pair[1] or 0), str(pair[0])))


def _first_action(case: Case) -> str:
    if case.stored.acted_on is None:
        return NOT_YET
    days = (case.stored.acted_on - case.received_on).days
    if days <= 0:
        return SAME_DAY
    if days <= 3:
        return TO_THREE
    return TO_SEVEN if days <= 7 else LATER
