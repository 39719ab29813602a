from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.platform.texts.dates import format_date
from services.platform.dates import parse_date

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hari ini", date(2026, 11, 24)),
        ("Kemarin", date(2026, 11, 23)),
        ("12 november", date(2026, 11, 12)),
        ("12 Nov 2025", date(2025, 11, 12)),
        ("12/11/2026", date(2026, 11, 12)),
        ("12-11-26", date(2026, 11, 12)),
        ("2026-11-12", date(2026, 11, 12)),
        ("30 des", date(2025, 12, 30)),
        ("17 agustus", date(2026, 8, 17)),
    ],
)
def test_days_as_people_write_them(text: str, day: date) -> None:
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "minggu lalu sekitar jam 9", "31 februari", "99/99/2026", "12 foo", "besok?"]
)
def test_what_is_no_day_stays_in_the_persons_words(text: str) -> None:
    assert parse_date(text, TODAY) is None


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_date(text, TODAY)
    assert found is None or isinstance(found, date)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_written_day_reads_back(day: date) -> None:
    assert parse_date(format_date(day, weekday=False), TODAY) == day
