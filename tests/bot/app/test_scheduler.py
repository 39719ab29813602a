from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.app.metrics import Metrics
from bot.app.scheduler import Scheduler, TimedJob
from storage.platform.errors import DatabaseAwayError, StorageError


@pytest.mark.parametrize(
    "error",
    [StorageError(), DatabaseAwayError(), OperationalError("SELECT 1", {}, OSError()), ValueError()],
)
async def test_jobs_catch_up_at_start_and_a_failing_one_stops_nothing(error: Exception) -> None:
    rings: list[str] = []

    async def broken() -> None:
        rings.append("broken")
        raise error

    async def sound() -> None:
        rings.append("sound")

    metrics = Metrics()
    scheduler = Scheduler(
        [
            TimedJob("broken", timedelta(hours=1), broken),
            TimedJob("sound", timedelta(hours=1), sound),
        ],
        metrics,
    )
    with capture_logs() as logs:
        await scheduler.start()
    await scheduler.close()
    assert rings == ["broken", "sound"]
    assert b'netra_jobs_total{job="broken",outcome="failed"} 1.0' in metrics.text()
    assert b'netra_jobs_total{job="sound",outcome="done"} 1.0' in metrics.text()
    assert [(one["event"], one["job"]) for one in logs] == [("a job failed", "broken")]


class Bell:
    """A job that counts its rings."""

    def __init__(self) -> None:
        self.count = 0
        self._rung = asyncio.Condition()

    async def ring(self) -> None:
        async with self._rung:
            self.count += 1
            self._rung.notify_all()

    async def more_than(self, count: int) -> None:
        async with asyncio.timeout(20), self._rung:
            await self._rung.wait_for(lambda: self.count > count)


async def test_it_rings_again_after_the_interval() -> None:
    bell = Bell()
    scheduler = Scheduler([TimedJob("often", timedelta(seconds=1), bell.ring)])
    await scheduler.start()
    await bell.more_than(1)
    await scheduler.close()


@pytest.mark.parametrize("jumps", [(-3600,), (86_400, -86_400), (-90, -90)])
async def test_a_clock_that_is_set_stops_no_job(jumps: tuple[int, ...]) -> None:
    """Set back; set forward and right again (a ring was planned in the wrong day); set back twice."""
    bell = Bell()
    loop = asyncio.get_running_loop()
    with time_machine.travel(datetime(2026, 11, 30, 2, 0, tzinfo=UTC), tick=True) as machine:
        scheduler = Scheduler([TimedJob("often", timedelta(seconds=1), bell.ring)], monotonic=loop.time)
        await scheduler.start()
        await bell.more_than(1)
        for jump in jumps:
            machine.shift(jump)
            await bell.more_than(bell.count + 2)
        await scheduler.close()
