from __future__ import annotations

from datetime import date

import pytest

from services.reporting.deadline import formal_deadline

TODAY = date(2024, 9, 24)


@pytest.mark.parametrize(
    ("known", "last_day", "left"),
    [
        ("2024-09-24", date(2024, 9, 30), 6),
        ("2024-09-18", date(2024, 9, 24), 0),
        ("2024-09-17", date(2024, 9, 23), -1),
        ("2024-12-28", date(2025, 1, 3), 101),
    ],
)
def test_the_day_it_became_known_is_the_first_of_seven(known: str, last_day: date, left: int) -> None:
    deadline = formal_deadline(known, TODAY)
    assert deadline is not None
    assert (deadline.last_day, deadline.days_left) == (last_day, left)


@pytest.mark.parametrize("known", ["", "minggu lalu", "2024-02-31"])
def test_without_a_day_there_is_no_deadline(known: str) -> None:
    assert formal_deadline(known, TODAY) is None
