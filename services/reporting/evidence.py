"""Evidence: known by its content, cleaned in a worker process that may crash or hang without harm."""

from __future__ import annotations

import asyncio
from concurrent.futures import BrokenExecutor
from multiprocessing import get_context

from pebble import ProcessExpired, ProcessPool

from core.errors import (
    BrokenEvidenceError,
    EvidenceError,
    EvidenceTooLargeError,
    EvidenceWorkerError,
    TooManyPixelsError,
    UnknownEvidenceKindError,
)
from services.reporting.picture import CleanPicture, Refusal, clean, prepare_worker

MAX_BYTES = 20 * 1024 * 1024
"""Telegram lets a bot download files of at most 20 MB. Source: Bot API, getFile."""
MAX_ITEMS = 10
SECONDS_PER_ITEM = 20
GRACE_SECONDS = 5
"""After the worker's own limit, should the pool itself have lost sight of it."""
TASKS_PER_WORKER = 50

_REFUSALS: dict[str, type[EvidenceError]] = {
    "kind": UnknownEvidenceKindError,
    "pixels": TooManyPixelsError,
    "broken": BrokenEvidenceError,
}


def is_picture(raw: bytes) -> bool:
    """Whether the content begins like JPEG, PNG, WebP or HEIC; names and declared types are not believed."""
    return (
        raw.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP")
        or (raw[4:8] == b"ftyp" and raw[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"))
    )


class EvidenceCleaner:
    """Cleans files one after another in one worker process, spawned when first needed."""

    def __init__(self) -> None:
        self._pool: ProcessPool | None = None
        self._turn = asyncio.Lock()

    async def clean(self, raw: bytes) -> CleanPicture:
        """The cleaned picture.

        Raises:
            EvidenceTooLargeError: more than 20 MB.
            UnknownEvidenceKindError: no picture of a kind that is taken.
            TooManyPixelsError: more than 40 megapixels.
            BrokenEvidenceError: it could not be decoded.
            EvidenceWorkerError: the worker crashed or took too long; it may be sent again.
        """
        if len(raw) > MAX_BYTES:
            raise EvidenceTooLargeError
        if not is_picture(raw):
            raise UnknownEvidenceKindError
        async with self._turn:  # those who wait, wait here, outside the worker's time limit
            result = await self._in_worker(raw)
        if isinstance(result, Refusal):
            raise _REFUSALS[result.reason]
        return result

    async def _in_worker(self, raw: bytes) -> CleanPicture | Refusal:
        try:
            return await self._once(raw)
        except BrokenExecutor:  # the worker was killed while idle: no fault of this file
            await self.close()
        try:
            return await self._once(raw)
        except BrokenExecutor:
            await self.close()
            raise EvidenceWorkerError from None

    async def _once(self, raw: bytes) -> CleanPicture | Refusal:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=1,
                max_tasks=TASKS_PER_WORKER,
                initializer=prepare_worker,
                context=get_context("spawn"),  # fork would copy the threads of the database driver
            )
        try:
            future = self._pool.schedule(clean, args=[raw], timeout=SECONDS_PER_ITEM)
            return await asyncio.wait_for(asyncio.wrap_future(future), SECONDS_PER_ITEM + GRACE_SECONDS)
        except (TimeoutError, ProcessExpired, OSError):
            await self.close()
            raise EvidenceWorkerError from None

    async def close(self) -> None:
        """Ends the worker; the next file starts a new one."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.stop()  # type: ignore[no-untyped-call] # pebble leaves it untyped
            await asyncio.to_thread(pool.join)
