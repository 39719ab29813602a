from __future__ import annotations

from datetime import timedelta

import pytest

from services.reporting.limits import FOR_EVERYONE, KEY_LIFETIME, PER_PERSON, REMEMBERED, AbuseLimits, Act
from tests.repeatable import FixedClock, SeededRandomness

CHAT, OTHER = b"a" * 16, b"b" * 16


@pytest.fixture
def limits(clock: FixedClock) -> AbuseLimits:
    return AbuseLimits(clock, SeededRandomness(3))


@pytest.mark.parametrize("act", Act)
def test_a_burst_is_free_and_then_one_waits(limits: AbuseLimits, clock: FixedClock, act: Act) -> None:
    allowance = PER_PERSON[act]
    for _ in range(allowance.burst):
        assert limits.wait(act, CHAT) == timedelta()
        limits.note(act, CHAT)
    assert limits.wait(act, CHAT) == allowance.every
    assert limits.wait(act, OTHER) == timedelta()
    clock.advance(allowance.every)
    assert limits.wait(act, CHAT) == timedelta()
    limits.note(act, CHAT)
    assert limits.wait(act, CHAT) == allowance.every


def test_asking_takes_nothing(limits: AbuseLimits) -> None:
    for _ in range(100):
        assert limits.wait(Act.REPORT, CHAT) == timedelta()


def test_a_crowd_together_is_limited_too(limits: AbuseLimits) -> None:
    for number in range(FOR_EVERYONE[Act.FILE].burst):
        limits.note(Act.FILE, number.to_bytes(16, "big"))
    assert timedelta() < limits.wait(Act.FILE, CHAT) <= FOR_EVERYONE[Act.FILE].every


def test_the_key_rotates_daily_and_yesterdays_people_are_forgotten(
    limits: AbuseLimits, clock: FixedClock
) -> None:
    limits.note(Act.REPORT, CHAT)
    before = set(limits._buckets)
    clock.advance(KEY_LIFETIME)
    limits.wait(Act.FILE, OTHER)
    assert {name for name in limits._buckets if name in before} == {(b"everyone", Act.REPORT)}


def test_memory_is_bounded_and_holds_no_chat(limits: AbuseLimits) -> None:
    for number in range(REMEMBERED + 500):
        limits.note(Act.CODE, number.to_bytes(16, "big"))
    assert len(limits._buckets) == REMEMBERED
    assert not any(REMEMBERED.to_bytes(16, "big") == who for who, _ in limits._buckets)
    assert (b"everyone", Act.CODE) in limits._buckets
