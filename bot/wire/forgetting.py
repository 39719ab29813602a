"""Has the process forget: after something was deleted that must not linger, free memory is overwritten.

What a conversation leaves in memory is no reference (``tests/bot/wire/test_turns_end.py``) but freed bytes,
the values last bound to the database's prepared statements, and what threads keep of their last work.
"""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import structlog

from core.c_heap import filling_c_heap
from core.process import filling
from storage.platform.engine import Database

QUIET_SECONDS = 2.0
"""So long after a deletion it begins: whoever is waiting for words is served first."""
PAUSE_SECONDS = 30.0
"""So long it rests: while people keep sending reports it costs half a percent of a core."""
SETTLE_SECONDS = 0.2
"""Until threads that were told to end have ended, and given back what they had freed."""
THREADS = 4

log = structlog.get_logger(__name__)


def settle_memory() -> None:
    """Takes what was loaded for good (rulebook, model, modules) out of the garbage collector's sight.

    Walking it again and again stopped everything for 0.1 s, every second while a broadcast ran.
    """
    gc.collect()
    gc.freeze()


class Forgetter:
    """Overwrites free memory a moment after it was told that something was deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._threads: ThreadPoolExecutor | None = None

    def note(self) -> None:
        """Something was deleted that must not linger."""
        self._noted.set()

    async def start(self) -> None:
        """Begins to listen; call inside the running loop."""
        self._renew_threads()
        self._task = asyncio.create_task(self._run(), name="forgetter")

    async def close(self) -> None:
        """Stops; what ``settle_memory`` took out of sight is shown again (tests go on)."""
        gc.unfreeze()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        while True:
            await self._noted.wait()
            await asyncio.sleep(QUIET_SECONDS)
            self._noted.clear()
            try:
                await self.forget()
            except Exception as error:  # noqa: BLE001 - whatever it was, memory is not left as it is
                log.warning("memory could not be cleared, trying again", why=type(error).__name__)
                self._noted.set()
            await asyncio.sleep(PAUSE_SECONDS)

    async def forget(self) -> None:
        """Lets go of what holds old values, and overwrites all that is free."""
        await self._database.renew()
        self._renew_threads()
        await asyncio.sleep(SETTLE_SECONDS)
        gc.collect()
        for _ in chain(filling(), filling_c_heap()):
            await asyncio.sleep(0)

    def _renew_threads(self) -> None:
        """Threads for others' blocking work keep the last piece, and freed bytes in caches of their own."""
        old, self._threads = self._threads, ThreadPoolExecutor(THREADS, thread_name_prefix="work")
        asyncio.get_running_loop().set_default_executor(self._threads)
        if old is not None:
            old.shutdown(wait=False)  # what it has in hand is finished
