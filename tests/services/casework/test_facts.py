"""What a report's answers mean: the seven days."""

from __future__ import annotations

from datetime import date

import pytest

from services.casework.facts import DeadlineBasis, deadline_of
from services.reporting.draft import Draft

RECEIVED = date(2024, 9, 24)


@pytest.mark.parametrize(
    ("when", "last", "basis"),
    [
        ("2024-09-23", date(2024, 9, 29), DeadlineBasis.HAPPENED),
        ("kemarin", date(2024, 9, 29), DeadlineBasis.HAPPENED),
        ("minggu lalu kira-kira", date(2024, 9, 30), DeadlineBasis.RECEIVED),
        ("", date(2024, 9, 30), DeadlineBasis.RECEIVED),
        ("2025-01-01", date(2024, 9, 30), DeadlineBasis.HAPPENED),  # nothing is known before it happened
    ],
)
def test_the_last_day_counts_calendar_days_with_the_first_one_in(
    when: str, last: date, basis: DeadlineBasis
) -> None:
    found = deadline_of(Draft(when=when), RECEIVED)
    assert (found.last_day, found.basis) == (last, basis)
    assert found.days_left(last) == 0
    assert found.days_left(RECEIVED) == (last - RECEIVED).days
