"""Runs the reminders beside everything else: paced like a broadcast, and never while the clock jumps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.app.logs import chain_of
from core.errors import NetraError
from handlers.calendar.remind import ReminderJob
from services.calendar.leap import LeapGuard
from services.platform.pacing import RateLimiter, set_within
from storage.platform.unit import Commit

MOST_UNSENT = 500
"""Replies waiting to be sent beyond which no more reminders are queued: Telegram is away or slow."""
LOOK_SECONDS = 0.5

log = structlog.get_logger(__name__)


class ReminderRunner:
    """Starts the job whenever the bell rings and it does not run yet."""

    def __init__(
        self,
        job: ReminderJob,
        commit: Commit,
        limiter: RateLimiter,
        guard: LeapGuard,
        unsent: Callable[[], int],
    ) -> None:
        self._job = job
        self._commit = commit
        self._limiter = limiter
        self._guard = guard
        self._unsent = unsent
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """Begins a round, unless one runs, the program stops, or the clock has just jumped."""
        if not self._guard.steady():
            log.warning("the clock jumped: reminders wait until it has stood for ten minutes")
            return
        if self._stop.is_set() or (self._task is not None and not self._task.done()):
            return
        self._task = asyncio.create_task(self._round(), name="reminders")

    async def _round(self) -> None:
        try:
            await self._job.run(self._commit, self._pace)
            if not self._stop.is_set():
                await self._job.forget(self._commit)
        except (NetraError, OSError) as error:  # the next bell asks the database again
            log.error("reminders stopped half way", error=chain_of(error))

    async def _pace(self, messages: int) -> bool:
        while self._unsent() > MOST_UNSENT:
            if await set_within(self._stop, LOOK_SECONDS):
                return False
        return await self._limiter.broadcast(self._stop, messages)

    async def close(self) -> None:
        """Lets the batch at hand be committed, and stops; the rest goes on at the next start."""
        self._stop.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
