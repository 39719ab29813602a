"""The days within which a formal report has to be made, counted so that one is never late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.numbers import iso_day
from rulebook.terms import load_terms

DAYS = load_terms().formal_report_days
"""Days from when it became known, the first counted. The law and its articles: ``rulebook/terms.toml``."""


@dataclass(frozen=True, slots=True)
class FormalDeadline:
    """The last day that is safe in either counting: the day it became known counts as the first."""

    last_day: date
    days_left: int
    """From today; 0 on the last day, negative when it has passed."""


def formal_deadline(known: str, today: date) -> FormalDeadline | None:
    """The safe last day for what became known on ``known`` (ISO); None where no day was given."""
    first = iso_day(known)
    if first is None:
        return None
    last = first + timedelta(days=DAYS - 1)
    return FormalDeadline(last, (last - today).days)
