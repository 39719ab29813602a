"""One worker process that draws, for whoever needs a picture."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from multiprocessing import get_context
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from core.errors import DrawingError

SECONDS_PER_PICTURE = 20
GRACE_SECONDS = 5
TASKS_PER_WORKER = 200
MEMORY_LIMIT = 1_000 * 2**20
NICENESS = 5
TRIES = 2
"""A worker killed while idle is no fault of the picture."""

Words = TypeVar("Words")


def prepare_worker() -> None:
    """Limits of the worker process: memory, no core dumps, behind the bot itself."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Easel:
    """Draws pictures one after another in one worker process, spawned when first needed.

    What is drawn is a module-level function that takes one frozen value and returns the picture's bytes.
    """

    def __init__(self) -> None:
        self._pool: ProcessPool | None = None
        self._turn = asyncio.Lock()

    async def draw(self, function: Callable[[Words], bytes], words: Words) -> bytes:
        """The picture.

        Raises:
            core.errors.DrawingError: the worker failed; it may be asked again.
        """
        async with self._turn:  # those who wait, wait here, outside the worker's time limit
            for _ in range(TRIES):
                try:
                    return await self._once(function, words)
                except BrokenExecutor:
                    await self.close()
        raise DrawingError

    async def _once(self, function: Callable[[Words], bytes], words: Words) -> bytes:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=1,
                max_tasks=TASKS_PER_WORKER,
                initializer=prepare_worker,
                context=get_context("spawn"),  # fork would copy the threads of the database driver
            )
        try:
            future = self._pool.schedule(function, args=[words], timeout=SECONDS_PER_PICTURE)
            drawn: bytes = await asyncio.wait_for(
                asyncio.wrap_future(future), SECONDS_PER_PICTURE + GRACE_SECONDS
            )
        except (TimeoutError, ProcessExpired, OSError, MemoryError):
            await self.close()
            raise DrawingError from None
        return drawn

    async def close(self) -> None:
        """Ends the worker; the next picture starts a new one."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.stop()  # type: ignore[no-untyped-call] # pebble leaves it untyped
            await asyncio.to_thread(pool.join)
