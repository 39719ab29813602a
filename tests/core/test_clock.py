from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.clock import ShiftedClock, SystemClock, clock_starting_on
from tests.repeatable import FixedClock

JAKARTA = ZoneInfo("Asia/Jakarta")


def test_a_shifted_clock_runs_with_its_base() -> None:
    base = FixedClock(datetime(2026, 11, 24, 20, 30, tzinfo=UTC))
    clock = ShiftedClock(timedelta(days=-1), base)
    base.advance(timedelta(minutes=5))
    assert clock.now() == datetime(2026, 11, 23, 20, 35, tzinfo=UTC)


def test_time_travel_lands_on_the_day_in_the_agencys_zone() -> None:
    # 20:30 UTC is already the 25th in Jakarta: the shift counts days there, not in UTC
    base = FixedClock(datetime(2026, 11, 24, 20, 30, tzinfo=UTC))
    clock = clock_starting_on(date(2024, 9, 24), JAKARTA, base)
    assert clock.now().astimezone(JAKARTA).date() == date(2024, 9, 24)
    assert clock.now().astimezone(JAKARTA).time() == base.now().astimezone(JAKARTA).time()


def test_no_day_means_the_plain_clock() -> None:
    base = FixedClock(datetime(2026, 11, 24, tzinfo=UTC))
    assert clock_starting_on(None, JAKARTA, base) is base


def test_clocks_say_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
    clock = FixedClock(datetime(2026, 1, 1, 7, tzinfo=JAKARTA))
    assert clock.now() == datetime(2026, 1, 1, 0, tzinfo=UTC)
    clock.set(datetime(2026, 1, 2, 7, tzinfo=JAKARTA))
    assert clock.now() == datetime(2026, 1, 2, 0, tzinfo=UTC)
