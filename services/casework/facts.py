"""What a report's answers mean to officers: the day it became known, the reporter's workplace, the place.

The one module to change when the wizard asks for something new.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.text import StoredEnum
from services.platform.dates import parse_date
from services.reporting.deadline import DAYS
from services.reporting.draft import Draft

LIMIT_DAYS = DAYS
"""The limit is one, for citizens and officers: its source stands where it is counted for citizens."""


class DeadlineBasis(StoredEnum):
    """The day a deadline was counted from."""

    KNOWN = "diketahui"
    HAPPENED = "kejadian"
    RECEIVED = "diterima"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for a formal report, and what it was counted from."""

    last_day: date
    counted_from: date
    basis: DeadlineBasis

    def days_left(self, today: date) -> int:
        """Days left; 0 on the last day, negative after it."""
        return (self.last_day - today).days


def _day(said: str, received_on: date) -> date | None:
    """The day somebody meant, never one after the report came."""
    if not said:
        return None
    found = parse_date(said, received_on)
    return min(found, received_on) if found is not None else None


def known_on(draft: Draft, received_on: date) -> date | None:
    """The day the event became known to the reporter, if that was said."""
    return _day(draft.known, received_on)


def deadline_of(draft: Draft, received_on: date) -> Deadline:
    """The limit for a formal report; where nobody said when the event became known, the day it happened is
    the safe one."""
    known = known_on(draft, received_on)
    happened = _day(draft.when, received_on)
    if known is not None:
        start, basis = known, DeadlineBasis.KNOWN
    elif happened is not None:
        start, basis = happened, DeadlineBasis.HAPPENED
    else:
        start, basis = received_on, DeadlineBasis.RECEIVED
    return Deadline(start + timedelta(days=LIMIT_DAYS - 1), start, basis)


def place_words(draft: Draft) -> str:
    """Everything said about where."""
    return f"{draft.district} {draft.place}"


def workplace_words(draft: Draft) -> str:
    """What the reporter said about the own workplace; empty where nothing was asked or said."""
    return draft.agency
