"""Retry as a value: how long to wait before the next try."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from telegram.error import RetryAfter

os.environ.setdefault("PTB_TIMEDELTA", "true")  # PTB's opt-in to durations as timedelta; it warns without

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Backoff:
    """Exponential waits between ``first`` and ``longest`` seconds."""

    first: float = 0.5
    longest: float = 30.0

    def seconds(self, tries: int) -> float:
        """Wait after the ``tries``-th failure, counted from 1."""
        return float(min(self.longest, self.first * 2 ** min(tries - 1, 20)))


def retry_after_seconds(error: RetryAfter) -> float:
    """Seconds a 429 asks for; PTB gives an int or a timedelta."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def retry_after_error(seconds: float) -> RetryAfter:
    """The error for a 429."""
    return RetryAfter(timedelta(seconds=seconds))


async def wait_or_stop(stop: asyncio.Event, seconds: float) -> None:
    """Sleeps, but wakes at once when the program is asked to stop."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def in_time(closing: Coroutine[Any, Any, None], seconds: float, what: str) -> None:
    """Lets a part end in its own way, and cuts it off where that takes longer: a part that waits for a
    database in trouble would keep the program from ever ending."""
    try:
        async with asyncio.timeout(seconds):
            await closing
    except TimeoutError:
        log.warning("a part of the bot did not end in time and is cut off", part=what)
