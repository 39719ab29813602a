"""Pacing as arithmetic: no window of time ever holds more than Telegram allows."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.limits import Limits
from services.platform.pacing import (
    CATCH_UP,
    RECOVERY_SECONDS,
    SLOWEST,
    TELEGRAM_PER_SECOND,
    Pacer,
    RateLimiter,
)

RATES = st.floats(1.0, 30.0)
GAPS = st.lists(st.floats(0.0, 0.5), min_size=20, max_size=200)
"""Seconds a sender is held up before each message, by the database, the network, the machine."""


def sent_at(pacer: Pacer, gaps: list[float], start: float = 100.0) -> list[float]:
    """When messages go if each is held up for so long before it asks for its slot."""
    now, times = start, []
    for gap in gaps:
        now = pacer.slot(now + gap)
        times.append(now)
    return times


@given(RATES, GAPS)
def test_no_window_holds_more_than_the_rate_and_what_may_be_made_up(rate: float, gaps: list[float]) -> None:
    times = sent_at(Pacer(rate), gaps)
    for first, begin in enumerate(times):
        for last in range(first, len(times)):
            span = times[last] - begin
            assert last - first <= rate * (span + CATCH_UP) + 1e-6


@given(RATES, st.integers(50, 400))
def test_who_is_never_held_up_reaches_the_rate_exactly(rate: float, number: int) -> None:
    times = sent_at(Pacer(rate), [0.0] * number)
    assert times == sorted(times)
    settled = times[int(rate * CATCH_UP) + 1 :]  # the first few make up for the time before the start
    for before, after in pairwise(settled):
        assert after - before == pytest.approx(1 / rate)


@given(st.lists(st.floats(0.0, 0.15), min_size=60, max_size=60))
def test_short_delays_are_made_up_for(gaps: list[float]) -> None:
    """A commit that takes a moment costs nothing as long as it is shorter than a slot on the average."""
    pacer, mean = Pacer(5.0), sum(gaps) / len(gaps)
    times = sent_at(pacer, gaps)
    if mean < 0.15:
        assert times[-1] - times[0] <= (len(times) - 1) / 5.0 + CATCH_UP + max(gaps)


@given(st.floats(5.0, 30.0), GAPS, st.lists(st.floats(0.0, 20.0), max_size=15))
def test_telegrams_limits_are_never_met(rate: float, gaps: list[float], replies: list[float]) -> None:
    """Also with people being answered in between: the broadcast makes room for them."""
    pacer, limits = Pacer(rate), Limits(on=True)
    now, waiting = 100.0, sorted(100.0 + reply for reply in replies)
    for person, gap in enumerate(gaps):
        at = pacer.slot(now + gap)
        while waiting and waiting[0] <= at:
            moment = pacer.reply(waiting.pop(0))
            assert limits.retry_after("sendMessage", -1_000 * person - len(waiting) - 1, 1, moment) is None
        now = at
        assert limits.retry_after("sendMessage", person + 1, 1, at) is None


@given(RATES, st.floats(1.0, 60.0))
def test_after_a_429_nothing_goes_until_it_is_over_and_then_slower(rate: float, seconds: float) -> None:
    pacer = Pacer(rate)
    pacer.slot(100.0)
    pacer.pause(100.5, seconds)
    pacer.pause(100.6, seconds / 2)  # another message in flight brings the same news
    assert pacer.slot(100.7) >= 100.5 + seconds
    assert pacer.reply(100.7) >= 100.5 + seconds, "the whole bot is silent"
    assert pacer.rate == max(1.0, rate * 0.75)


@given(RATES, st.integers(1, 12))
def test_the_rate_comes_back(rate: float, storms: int) -> None:
    pacer, now = Pacer(rate), 100.0
    for _ in range(storms):
        pacer.pause(now, 1.0)
        now += 2.0
    assert pacer.rate is not None
    assert rate * SLOWEST <= pacer.rate <= rate
    lowest = pacer.rate
    pacer.slot(now + RECOVERY_SECONDS + 2)
    assert pacer.rate > lowest or lowest == rate
    pacer.slot(now + 12 * RECOVERY_SECONDS + 2)
    assert pacer.rate == pytest.approx(rate)


def test_without_a_limit_a_429_brings_one_that_fades() -> None:
    pacer, now = Pacer(None), 100.0
    for _ in range(4_000):
        pacer.slot(now)
        now += 0.001
    assert pacer.measured == pytest.approx(1_000, rel=0.01)
    pacer.pause(now, 1.0)
    assert pacer.rate == pytest.approx(750, rel=0.02)
    now += 12
    for _ in range(60_000):
        now = max(now + 0.001, pacer.slot(now))
        if pacer.unlimited:
            break
    assert pacer.unlimited


def test_without_a_limit_a_429_in_the_first_second_does_not_bring_it_to_a_stop() -> None:
    pacer, now = Pacer(None), 100.0
    for _ in range(500):
        pacer.slot(now)
        now += 0.001
    assert pacer.measured == 0.0, "no second is over yet"
    pacer.pause(now, 1.0)
    assert pacer.rate == pytest.approx(750, rel=0.02)


@given(st.integers(2, 10))
def test_an_album_takes_a_slot_for_each_picture(pictures: int) -> None:
    one, many = Pacer(10.0), Pacer(10.0)
    for _ in range(5 * pictures):
        last_one = one.slot(100.0)
    for _ in range(5):
        many.slot(100.0, pictures)
    assert many.slot(100.0) == pytest.approx(one.slot(100.0))
    assert last_one < one.slot(100.0)


async def test_a_reply_never_waits_behind_a_broadcast() -> None:
    limiter, stop = RateLimiter(1.0, monotonic=lambda: 100.0), asyncio.Event()
    waiting = [asyncio.create_task(limiter.broadcast(stop)) for _ in range(100)]
    await asyncio.sleep(0)
    for _ in range(100):
        await limiter.reply()  # the clock stands still: whatever waited would wait for ever
    assert sum(task.done() for task in waiting) <= 2
    stop.set()
    assert not any(await asyncio.gather(*waiting)) or sum(await asyncio.gather(*waiting)) <= 2


def test_replies_take_from_the_allowance_of_the_broadcast() -> None:
    alone, with_people = Pacer(TELEGRAM_PER_SECOND), Pacer(TELEGRAM_PER_SECOND)
    for number in range(300):
        alone.slot(100.0)
        with_people.slot(100.0)
        if number % 2:
            with_people.reply(100.0)
    assert with_people.slot(100.0) - alone.slot(100.0) == pytest.approx(150 / TELEGRAM_PER_SECOND, abs=0.5)


def test_an_outage_holds_only_the_broadcast() -> None:
    pacer = Pacer(25.0)
    pacer.hold(100.0, 30.0)
    assert pacer.slot(100.0) == 130.0
    assert pacer.reply(100.0) == 100.0
    assert pacer.rate == 25.0


def test_the_measured_rate_goes_stale() -> None:
    pacer = Pacer(20.0)
    now = 100.0
    for _ in range(100):
        now = pacer.slot(now)
    assert pacer.measured_at(now) == pytest.approx(20.0, rel=0.1)
    assert pacer.measured_at(now + 60) == 0.0
    assert Pacer(20.0).measured_at(100.0) == 0.0


def test_another_rate_takes_hold_at_once() -> None:
    pacer = Pacer(25.0)
    pacer.want(50.0)
    times = sent_at(pacer, [0.0] * 200)
    assert (times[-1] - times[100]) / 99 == pytest.approx(1 / 50.0)
    pacer.want(None)
    assert pacer.unlimited


async def test_a_broadcast_without_a_limit_gives_way_to_people_but_not_for_ever() -> None:
    limiter, stop = RateLimiter(None), asyncio.Event()
    limiter.serve()
    limiter.serve()
    message = asyncio.create_task(limiter.broadcast(stop))
    await asyncio.sleep(0)
    assert not message.done()
    limiter.served()
    await asyncio.sleep(0)
    assert not message.done(), "somebody else still waits"
    limiter.served()
    assert await message
    limiter.serve()
    assert await limiter.broadcast(stop), "however long people are served, the broadcast goes on"
