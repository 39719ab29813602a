from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.calendar.leap import LeapGuard
from tests.repeatable import FixedClock

START = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


class Machine:
    """A wall clock and a monotonic one that normally go together."""

    def __init__(self) -> None:
        self.clock = FixedClock(START)
        self.ticks = 100.0
        self.guard = LeapGuard(self.clock, lambda: self.ticks)

    def wait(self, minutes: float) -> bool:
        """So long passes on both clocks; whether the time is believed then."""
        self.clock.advance(timedelta(minutes=minutes))
        self.ticks += minutes * 60
        return self.guard.steady()


def test_a_clock_that_goes_is_believed() -> None:
    machine = Machine()
    assert machine.guard.steady()
    assert all(machine.wait(1) for _ in range(100))


def test_a_leap_is_believed_after_it_stood_for_ten_minutes() -> None:
    for leap in (timedelta(days=40), timedelta(days=-40)):
        machine = Machine()
        assert machine.wait(1)
        machine.clock.advance(leap)
        assert not machine.guard.steady()
        assert not machine.wait(9)
        assert machine.wait(1.5)
        assert machine.wait(1)


def test_a_leap_that_is_taken_back_costs_nothing() -> None:
    machine = Machine()
    assert machine.wait(1)
    machine.clock.advance(timedelta(days=400))
    assert not machine.guard.steady()
    machine.clock.advance(timedelta(days=-400))
    assert machine.guard.steady()


def test_a_small_correction_is_no_leap() -> None:
    machine = Machine()
    assert machine.wait(1)
    machine.clock.advance(timedelta(minutes=2))
    assert machine.guard.steady()
