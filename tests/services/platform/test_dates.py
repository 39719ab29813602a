from __future__ import annotations

from datetime import date, timedelta

import babel.dates
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.platform.dates import format_date, format_span, format_wait, parse_date

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


@given(st.dates())
def test_days_are_written_as_unicode_says_indonesian_writes_them(day: date) -> None:
    """Source: CLDR, locale id, as babel carries it."""
    assert format_date(day) == babel.dates.format_date(day, "EEEE, d MMMM y", locale="id")
    assert format_date(day, weekday=False) == babel.dates.format_date(day, "long", locale="id")


def test_spans_say_what_they_share_once() -> None:
    assert format_span(date(2024, 9, 25), date(2024, 11, 23)) == "25 September – 23 November 2024"
    assert format_span(date(2024, 2, 11), date(2024, 2, 13)) == "11–13 Februari 2024"
    assert format_span(date(2023, 11, 28), date(2024, 2, 10)) == "28 November 2023 – 10 Februari 2024"
    assert format_span(date(2024, 2, 14), date(2024, 2, 14)) == "14 Februari 2024"
    assert format_date(date(2024, 9, 24)) == "Selasa, 24 September 2024"


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=0.2), "1 detik"),
        (timedelta(seconds=61), "61 detik"),
        (timedelta(seconds=100), "2 menit"),
        (timedelta(seconds=140), "3 menit"),
        (timedelta(hours=2), "2 jam"),
    ],
)
def test_waits_are_said_as_people_say_them(wait: timedelta, words: str) -> None:
    assert format_wait(wait) == words


@given(st.timedeltas(timedelta(0), timedelta(days=3)))
def test_who_waits_as_told_has_waited_long_enough(wait: timedelta) -> None:
    number, unit = format_wait(wait).split()
    assert int(number) * {"detik": 1, "menit": 60, "jam": 3_600}[unit] >= wait.total_seconds()
