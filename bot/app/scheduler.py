"""APScheduler rings the bell; the database knows what is due and what was done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.app.logs import chain_of
from bot.app.metrics import Metrics

WATCH_SECONDS = 1.0
"""How often the machine's clock is held against the monotonic one."""
JUMP_SECONDS = 2.0
"""A clock that moved so much more or less than time went by was set: by hand, or by a late time server."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TimedJob:
    """Something that asks the database what is due. It runs at start too, to catch up."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


class Scheduler:
    """Rings jobs. Two rings of one job never overlap; rings missed while busy become one.

    APScheduler plans the next ring by the machine's clock: set back by an hour, it would be silent for that
    hour; set forward by a day and right again, for a day. A watch by monotonic time plans anew after a jump.
    """

    def __init__(
        self,
        jobs: Sequence[TimedJob],
        metrics: Metrics | None = None,
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._jobs = jobs
        self._metrics.expect_jobs(job.name for job in jobs)
        self._wall = wall
        self._monotonic = monotonic
        self._watching: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    async def start(self) -> None:
        """Catches up once, then rings."""
        for job in self._jobs:
            await self._ring(job)
            self._scheduler.add_job(
                self._ring,
                IntervalTrigger(seconds=int(job.every.total_seconds()), timezone=UTC),
                args=(job,),
                id=job.name,
            )
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch(), name="clock-watch")

    async def close(self) -> None:
        """Stops ringing."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            self._watching = None
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _watch(self) -> None:
        ahead = self._wall() - self._monotonic()
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            now_ahead = self._wall() - self._monotonic()
            if abs(now_ahead - ahead) >= JUMP_SECONDS:
                log.warning("the machine's clock was set", seconds=round(now_ahead - ahead))
                self.plan_anew()
            ahead = now_ahead

    def plan_anew(self) -> None:
        """Lets every job ring now, and from now on at its interval: each asks the database what is due."""
        now = datetime.fromtimestamp(self._wall(), UTC)
        for job in self._jobs:
            trigger = IntervalTrigger(
                seconds=int(job.every.total_seconds()), start_date=now + job.every, timezone=UTC
            )
            self._scheduler.modify_job(job.name, trigger=trigger, next_run_time=now)

    async def _ring(self, job: TimedJob) -> None:
        try:
            await job.run()
        except Exception as error:  # noqa: BLE001 - whatever one job raises, the others ring and the bot starts
            self._metrics.job(job.name, "failed")
            log.error("a job failed", job=job.name, error=chain_of(error))
        else:
            self._metrics.job(job.name, "done")
