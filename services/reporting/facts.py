"""What a report's answers mean to officers: the day it became known, the reporter's workplace, the place.

The one module to change when the wizard asks for something new.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.dates import parse_date
from services.reporting.draft import Draft

LIMIT_DAYS = 7
"""Days from the day an event became known to a formal report: calendar days in a pilkada (UU 8/2015 Pasal
134), working days in a pemilu (UU 7/2017 Pasal 454 ayat (6)). Counting calendar days is safe in both."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for a formal report, and what it was counted from."""

    last_day: date
    counted_from: date
    assumed: bool
    """The reporter named no day that can be read, so the day of receipt stands in."""

    def days_left(self, today: date) -> int:
        """Days left; 0 on the last day, negative after it."""
        return (self.last_day - today).days


def known_on(draft: Draft, received_on: date) -> date | None:
    """The day the event became known to the reporter, as far as it was said."""
    for said in (str(getattr(draft, "known", "") or ""), draft.when):
        try:
            day = date.fromisoformat(said)
        except ValueError:
            day_or_none = parse_date(said, received_on) if said else None
            if day_or_none is None:
                continue
            day = day_or_none
        return min(day, received_on)
    return None


def deadline_of(draft: Draft, received_on: date) -> Deadline:
    """The 7-day limit of a report."""
    known = known_on(draft, received_on)
    start = known or received_on
    return Deadline(start + timedelta(days=LIMIT_DAYS), start, assumed=known is None)


def place_words(draft: Draft) -> str:
    """Everything said about where."""
    return f"{getattr(draft, 'district', '') or ''} {draft.place}"


def workplace_words(draft: Draft) -> str:
    """What the reporter said about the own workplace; empty where nothing was asked or said."""
    return str(getattr(draft, "workplace", "") or "")
