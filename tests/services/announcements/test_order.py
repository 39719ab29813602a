"""Somebody whose chat has to rest keeps no campaign and no retraction from anybody else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.announcements.order import LONGEST_REST, PACE_PATIENCE, SHORTEST_REST, Order
from services.platform.pacing import RateLimiter
from tests.services.announcements.conftest import Stage, got
from tests.telegram_side import until


@asynccontextmanager
async def at_work(stage: Stage, limiter: RateLimiter) -> AsyncIterator[asyncio.Task[None]]:
    """The engine at work beside what happens."""
    stop = asyncio.Event()
    work = asyncio.create_task(stage.engine(None, limiter=limiter).work(stop))
    yield work
    stop.set()
    await asyncio.wait_for(work, 10)


async def test_a_held_recipient_keeps_the_next_campaign_from_nobody(stage: Stage) -> None:
    people = await stage.people(20)
    limiter = RateLimiter(None)
    limiter.refused(limiter.chat(people[0].id), 3_600.0)
    await stage.campaign()
    await stage.campaign()
    async with at_work(stage, limiter):
        await until(lambda: got(people) == [0] + [2] * 19)
        await stage.campaign()
        await until(lambda: got(people) == [0] + [3] * 19)


async def test_a_held_recipient_keeps_no_retraction_and_no_campaign_waiting(stage: Stage) -> None:
    people = await stage.people(20)
    limiter = RateLimiter(None)
    first, second = await stage.campaign(), await stage.campaign()
    await stage.send()
    limiter.refused(limiter.chat(people[0].id), 3_600.0)
    await stage.change(stage.campaigns.retract, first, stage.clock.now())
    async with at_work(stage, limiter):
        await until(lambda: got(people) == [2] + [1] * 19)
        await stage.campaign()
        await until(lambda: got(people) == [2] + [2] * 19)
        await stage.change(stage.campaigns.retract, second, stage.clock.now())
        await until(lambda: got(people) == [2] + [1] * 19)
    for campaign in (first, second):
        progress = await stage.campaigns.progress(campaign)
        assert progress.aftermath_failed == 0, "nobody's message was asked for twice"


async def test_a_campaign_that_rested_is_finished_when_the_rest_is_over(stage: Stage) -> None:
    people = await stage.people(5)
    limiter = RateLimiter(None)
    limiter.refused(limiter.chat(people[0].id), 2.0)
    limiter.refused(limiter.chat(people[1].id), 3.0)
    campaigns = [await stage.campaign(), await stage.campaign()]
    async with at_work(stage, limiter) as work:
        await asyncio.wait_for(work, 30)
    assert got(people) == [2] * 5
    for campaign in campaigns:
        assert (await stage.assert_counters_match(campaign)).possible_repeats == 0


async def test_who_writes_without_a_break_gets_it_too(stage: Stage) -> None:
    """The pace of the chat is used up by replies for longer than the test looks."""
    people = await stage.people(3)
    began = time.monotonic()
    limiter = RateLimiter(None, monotonic=lambda: began + (time.monotonic() - began) * 100)
    limiter.paces.take(limiter.chat(people[0].id), limiter.now(), 100_000)
    await stage.campaign()
    async with at_work(stage, limiter) as work:
        await asyncio.wait_for(work, 30)
    assert got(people) == [1] * 3


@pytest.fixture
def moments() -> list[float]:
    return [1_000.0]


async def test_those_that_only_rest_come_last_and_first_again_afterwards(moments: list[float]) -> None:
    async def due() -> list[str]:
        return ["a", "b", "c"]

    order = Order(due, lambda: moments[0])
    order.rest("a", 3.0)
    assert await order.due() == ["b", "c", "a"]
    assert await order.somebody_waits("b")
    order.rest("b", 0.0)
    assert order.rests("b") == SHORTEST_REST
    order.rest("c", 3_600.0)
    assert order.rests("c") == LONGEST_REST
    assert not await order.somebody_waits("c")
    assert await order.first() == "b", "its rest is over first"
    moments[0] += 3.0
    assert await order.due() == ["a", "b", "c"]


def test_patience_with_the_pace_of_one_chat_ends(moments: list[float]) -> None:
    async def due() -> list[str]:
        return []

    order, limiter = Order(due, lambda: moments[0]), RateLimiter(None, monotonic=lambda: moments[0])
    chat = limiter.chat(1)
    limiter.paces.take(chat, moments[0], 1_000)
    for _ in range(int(PACE_PATIENCE)):
        assert not order.was_patient("a", b"s")
        assert limiter.broadcast_in(chat, 1, at_once=order.was_patient("a", b"s")) > 0
        order.put_off("a", b"s")
        moments[0] += 1.0
    before = limiter.paces.wait(chat, moments[0], 1)
    assert limiter.broadcast_in(chat, 1, at_once=order.was_patient("a", b"s")) == 0.0
    assert limiter.paces.wait(chat, moments[0], 1) == pytest.approx(before + 1.0), "it took its place"
    limiter.refused(chat, 9.0)
    assert limiter.broadcast_in(chat, 1, at_once=True) == pytest.approx(9.0), "a 429 is waited for"
    order.served("a", b"s")
    assert not order.was_patient("a", b"s")
