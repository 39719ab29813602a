from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.platform.texts.dates import MONTHS, format_span
from services.calendar.spans import parse_day, parse_moment, parse_span

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def typed(starts: date, ends: date) -> str:
    """A span as people type it."""
    first, last = (f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in (starts, ends))
    return first if starts == ends else f"{first} - {last}"


@given(DAYS, st.integers(0, 400))
def test_what_is_spelt_is_read(starts: date, days: int) -> None:
    ends = min(starts + timedelta(days=days), date(2099, 12, 31))
    assert parse_span(typed(starts, ends)) == (starts, ends)
    assert parse_span(format_span(starts, ends)) == (starts, ends), "as the bot itself writes it"
    assert parse_span(f"{starts.isoformat()} - {ends.isoformat()}") == (starts, ends)
    assert parse_span(f"{starts:%d/%m/%Y} sampai {ends:%d/%m/%Y}") == (starts, ends)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = parse_span(text)
    assert found is None or all(isinstance(day, date) for day in found)
    when = parse_moment(text, NOW, JAKARTA)
    assert when is None or when.tzinfo is not None


@pytest.mark.parametrize(
    ("typed", "starts", "ends"),
    [
        ("25-27 September 2029", date(2029, 9, 25), date(2029, 9, 27)),
        ("25 s.d. 27 September 2029", date(2029, 9, 25), date(2029, 9, 27)),
        ("25 September s/d 23 November 2029", date(2029, 9, 25), date(2029, 11, 23)),
        ("25/9 - 23/11/2029", date(2029, 9, 25), date(2029, 11, 23)),
        ("Rabu, 14 Februari 2029", date(2029, 2, 14), date(2029, 2, 14)),
    ],
)
def test_the_ways_people_write_spans(typed: str, starts: date, ends: date) -> None:
    assert parse_span(typed) == (starts, ends)


@pytest.mark.parametrize("typed", ["", "besok", "25 September", "1 - 2 - 3 Maret 2029", "31 Februari 2029"])
def test_without_a_whole_date_nothing_is_guessed(typed: str) -> None:
    assert parse_span(typed) is None


def test_a_day_needs_its_year() -> None:
    assert parse_day("14 Februari") is None
    assert parse_day("14 Februari 2029") == date(2029, 2, 14)


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("besok 07.30", datetime(2026, 11, 26, 7, 30, tzinfo=JAKARTA)),
        ("25 November 2029 pukul 08.00", datetime(2029, 11, 25, 8, 0, tzinfo=JAKARTA)),
        ("18:15", datetime(2026, 11, 25, 18, 15, tzinfo=JAKARTA)),
        ("1 jan 9.15 WIB", datetime(2027, 1, 1, 9, 15, tzinfo=JAKARTA)),
        ("28/11/2026 10.00", datetime(2026, 11, 28, 10, 0, tzinfo=JAKARTA)),
    ],
)
def test_moments(typed: str, when: datetime) -> None:
    assert parse_moment(typed, NOW, JAKARTA) == when


@pytest.mark.parametrize("typed", ["besok", "25.00", "10.61", "kemarin 07.30", "abc 07.30"])
def test_no_moment(typed: str) -> None:
    assert parse_moment(typed, NOW, JAKARTA) is None
