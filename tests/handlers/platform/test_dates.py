from __future__ import annotations

from datetime import date, timedelta

import babel.dates
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.platform.texts.dates import format_date, format_lifetime, format_span, format_wait


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


@pytest.mark.parametrize(
    ("lifetime", "words"),
    [
        (timedelta(minutes=30), "30 menit"),
        (timedelta(hours=23, minutes=55), "24 jam"),
        (timedelta(hours=48), "48 jam"),
        (timedelta(days=180), "180 hari"),
        (timedelta(days=3, seconds=1), "4 hari"),
    ],
)
def test_lifetimes_in_words_are_rounded_up(lifetime: timedelta, words: str) -> None:
    assert format_lifetime(lifetime) == words
