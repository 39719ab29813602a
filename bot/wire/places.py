"""Places among the replies under way: nobody keeps one while they wait."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self


class Place:
    """One chat's place. Taken with ``async with``, and left for as long as the chat waits for something."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places
        self._is_taken = False

    async def __aenter__(self) -> Self:
        await self._take()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._give_up()

    async def rest(self, seconds: float) -> None:
        """Waits so long outside, then takes a place again."""
        self._give_up()
        await asyncio.sleep(seconds)
        await self._take()  # not where the wait was cancelled: then there is nothing to come back for

    async def _take(self) -> None:
        await self._places.acquire()
        self._is_taken = True

    def _give_up(self) -> None:
        if self._is_taken:
            self._is_taken = False
            self._places.release()
