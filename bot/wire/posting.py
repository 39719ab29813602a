"""Empties the letterbox again and again, at moments that follow from nobody's sending."""

from __future__ import annotations

import asyncio

import structlog

from bot.app.logs import chain_of
from bot.app.metrics import Metrics
from core.randomness import Randomness
from storage.reporting.letterbox import Letterbox

REST = 50
"""It rests so many times as long as a posting took: nobody waits for it more than 2 % of the time."""
LONGEST_REST_SECONDS = 45.0
"""But no longer: a posting that once waited for another process would keep the next for an hour, and people
are told of about a minute."""
_STEPS = 1_000

log = structlog.get_logger(__name__)


class Postman:
    """Posts what waits, after pauses of a quarter of ``longest`` to ``longest`` seconds."""

    def __init__(
        self, letterbox: Letterbox, randomness: Randomness, longest: float, metrics: Metrics
    ) -> None:
        self._letterbox = letterbox
        self._randomness = randomness
        self._longest = longest
        self._metrics = metrics
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins; what a crash left is posted after the first pause."""
        self._task = asyncio.create_task(self._run(), name="postman")

    async def close(self) -> None:
        """Posts what is left, and ends."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
            await self._post()

    def pause(self) -> float:
        """Seconds until the next posting."""
        part = 0.25 + 0.75 * self._randomness.below(_STEPS) / _STEPS
        return max(part * self._longest, min(LONGEST_REST_SECONDS, REST * self._letterbox.seconds))

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self.pause())
            await self._post()

    async def _post(self) -> None:
        try:
            await self._letterbox.post()
        except Exception as error:  # noqa: BLE001 - whatever it was, the letters wait for the next time
            self._metrics.job("letterbox", "failed")
            log.error("what waits in the letterbox could not be posted", error=chain_of(error))
