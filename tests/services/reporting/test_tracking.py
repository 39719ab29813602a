from __future__ import annotations

from datetime import timedelta

from core.clock import FixedClock
from core.randomness import SeededRandomness
from services.reporting.tracking import FIRST_WAIT, FREE_TRIES, LONGEST_WAIT, REMEMBERED, Slowdown

CHAT, OTHER = b"a" * 16, b"b" * 16


def slowdown(clock: FixedClock) -> Slowdown:
    return Slowdown(clock, SeededRandomness(3))


def test_the_first_tries_are_free_and_later_ones_wait_ever_longer(clock: FixedClock) -> None:
    slow = slowdown(clock)
    for _ in range(FREE_TRIES):
        assert slow.wait(CHAT) == timedelta()
        slow.wrong(CHAT)
    assert slow.wait(CHAT) == FIRST_WAIT
    clock.advance(FIRST_WAIT)
    assert slow.wait(CHAT) == timedelta()
    slow.wrong(CHAT)
    assert slow.wait(CHAT) == 2 * FIRST_WAIT
    for _ in range(20):
        slow.wrong(CHAT)
    assert slow.wait(CHAT) == LONGEST_WAIT


def test_others_are_not_slowed_down_and_the_right_code_forgives(clock: FixedClock) -> None:
    slow = slowdown(clock)
    for _ in range(10):
        slow.wrong(CHAT)
    assert slow.wait(OTHER) == timedelta()
    slow.right(CHAT)
    assert slow.wait(CHAT) == timedelta()


def test_a_crowd_of_guessers_takes_bounded_memory_and_names_nobody(clock: FixedClock) -> None:
    slow = slowdown(clock)
    for n in range(REMEMBERED + 500):
        slow.wrong(n.to_bytes(16, "big"))
    assert len(slow._wrong) == REMEMBERED
    assert (REMEMBERED + 1).to_bytes(16, "big") not in slow._wrong
