"""APScheduler rings the bell; the database knows what is due and what was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.logs import chain_of
from bot.metrics import Metrics
from core.errors import NetraError

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """Something that asks the database what is due. It runs at start too, to catch up."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


class Scheduler:
    """Rings jobs. Two rings of one job never overlap; rings missed while busy become one."""

    def __init__(self, jobs: Sequence[Job], metrics: Metrics | None = None) -> None:
        self._metrics = metrics or Metrics()
        self._jobs = jobs
        self._scheduler = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    async def start(self) -> None:
        """Catches up once, then rings."""
        for job in self._jobs:
            await self._ring(job)
            self._scheduler.add_job(
                self._ring,
                IntervalTrigger(seconds=int(job.every.total_seconds())),
                args=(job,),
                id=job.name,
            )
        self._scheduler.start()

    async def close(self) -> None:
        """Stops ringing."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _ring(self, job: Job) -> None:
        try:
            await job.run()
        except (NetraError, OSError) as error:  # it asks again at the next ring
            self._metrics.job(job.name, "failed")
            log.error("a job failed", job=job.name, error=chain_of(error))
        else:
            self._metrics.job(job.name, "done")
