from __future__ import annotations

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from bot.scheduler import Job, Scheduler
from core.errors import StorageError


async def test_jobs_catch_up_at_start_and_a_failing_one_stops_nothing() -> None:
    rings: list[str] = []

    async def broken() -> None:
        rings.append("broken")
        raise StorageError

    async def sound() -> None:
        rings.append("sound")

    scheduler = Scheduler(
        [Job("broken", timedelta(hours=1), broken), Job("sound", timedelta(hours=1), sound)]
    )
    with capture_logs() as logs:
        await scheduler.start()
    await scheduler.close()
    assert rings == ["broken", "sound"]
    assert [(one["event"], one["job"]) for one in logs] == [("a job failed", "broken")]


async def test_it_rings_again_after_the_interval() -> None:
    rung = asyncio.Event()
    count = 0

    async def job() -> None:
        nonlocal count
        count += 1
        if count == 2:
            rung.set()

    scheduler = Scheduler([Job("often", timedelta(seconds=1), job)])
    await scheduler.start()
    await asyncio.wait_for(rung.wait(), 20)
    await scheduler.close()
    assert count >= 2
