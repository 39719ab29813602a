"""The worker process that draws, and the folder that keeps the share cards it drew."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from core.errors import DrawingError
from rulebook.loader import Rulebook
from rulebook.model import Topic
from services.dates import format_date
from services.drawing.others import (
    ChartWords,
    PledgeWords,
    ScoreWords,
    draw_certificate,
    draw_chart,
    draw_score_card,
)
from services.drawing.share_card import CardWords, draw_share_card

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


def card_words(topic: Topic, bot_name: str) -> CardWords:
    """What the share card of a topic says."""
    return CardWords(
        topic.verdict.value,
        topic.first_line,
        topic.title,
        topic.short,
        topic.instead,
        tuple(basis.citation for basis in topic.basis),
        format_date(topic.checked_on, weekday=False),
        bot_name,
    )


class Studio:
    """Draws pictures one after another in one worker process, spawned when first needed.

    Share cards hold nothing of a person, so they are kept below ``folder`` under the rulebook's hash.
    """

    def __init__(self, rulebook: Rulebook, folder: Path) -> None:
        self._folder = folder / rulebook.digest
        self._pool: ProcessPool | None = None
        self._turn = asyncio.Lock()

    async def share_card(self, topic: Topic, bot_name: str) -> bytes:
        """PNG of a topic's card.

        Raises:
            core.errors.DrawingError: the worker failed; it may be asked again.
        """
        path = self._folder / f"{topic.slug}.{bot_name.lstrip('@')}.png"
        kept = await asyncio.to_thread(_read, path)
        if kept is not None:
            return kept
        drawn = await self._draw(draw_share_card, card_words(topic, bot_name))
        await asyncio.to_thread(_keep, path, drawn)
        return drawn

    async def score_card(self, words: ScoreWords) -> bytes:
        """PNG of a quiz's result."""
        return await self._draw(draw_score_card, words)

    async def certificate(self, words: PledgeWords) -> bytes:
        """PNG of a pledge. It is never kept."""
        return await self._draw(draw_certificate, words)

    async def chart(self, words: ChartWords) -> bytes:
        """PNG of a bar chart."""
        return await self._draw(draw_chart, words)

    async def _draw(self, draw: Callable[[Words], bytes], words: Words) -> bytes:
        async with self._turn:  # those who wait, wait here, outside the worker's time limit
            for _ in range(TRIES):
                try:
                    return await self._once(draw, words)
                except BrokenExecutor:
                    await self.close()
        raise DrawingError

    async def _once(self, draw: Callable[[Words], bytes], words: Words) -> bytes:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=1,
                max_tasks=TASKS_PER_WORKER,
                initializer=prepare_worker,
                context=get_context("spawn"),  # fork would copy the threads of the database driver
            )
        try:
            future = self._pool.schedule(draw, args=[words], timeout=SECONDS_PER_PICTURE)
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


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _keep(path: Path, content: bytes) -> None:
    """Written beside and moved into place, so that a killed bot leaves no half picture."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
