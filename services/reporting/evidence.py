"""Evidence: known by its content, cleaned in a worker process that may crash or hang without harm."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import BrokenExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context

from pebble import ProcessExpired, ProcessPool

from core.errors import (
    BrokenEvidenceError,
    EvidenceBusyError,
    EvidenceError,
    EvidenceTooLargeError,
    EvidenceWorkerError,
    LockedEvidenceError,
    TooManyPixelsError,
    UnknownEvidenceKindError,
    VideoEvidenceError,
)
from services.reporting.kinds import PICTURES, Kind, kind_of
from services.reporting.picture import CleanPicture, Refusal
from services.reporting.worker import CleanFile, clean_file, prepare_worker, ready

MAX_BYTES = 20 * 1024 * 1024
"""Telegram lets a bot download files of at most 20 MB. Source: Bot API, getFile."""
MAX_ITEMS = 10
MAX_PAGES = 10
"""Pages of one PDF that are painted, moments of one video that are kept."""
MAX_PICTURES = 40
"""Pictures of one report, pages included: what an officer can be asked to look at."""
SECONDS_PER_ITEM = 10
GRACE_SECONDS = 5
"""After the worker's own limit, should the pool itself have lost sight of it."""
TASKS_PER_WORKER = 50
FILES_IN_HAND = 2
"""Files held in memory at once: 20 MB each, and as much again on their way to the worker."""
MAX_WAITING = 24
"""Files that may wait for their turn; a chat that waits takes one of the dispatcher's 64 places."""

_REFUSALS: dict[str, type[EvidenceError]] = {
    "kind": UnknownEvidenceKindError,
    "pixels": TooManyPixelsError,
    "locked": LockedEvidenceError,
    "broken": BrokenEvidenceError,
}

Fetch = Callable[[], Awaitable[bytes]]
CleanVideo = Callable[[bytes, Kind, int], "CleanFile | Refusal"]
"""A function of the worker, like ``clean_file``, which it is given beside: videos need an optional extra."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came and as it was cleaned."""

    raw: bytes = field(repr=False)
    kind: Kind
    file: CleanFile = field(repr=False)

    @property
    def sha256(self) -> str:
        """Hash of the file as it came."""
        return hashlib.sha256(self.raw).hexdigest()


def is_picture(raw: bytes) -> bool:
    """Whether the content begins like JPEG, PNG, WebP or HEIC; names and declared types are not believed."""
    return kind_of(raw) in PICTURES


class EvidenceCleaner:
    """Cleans files one after another in one worker process, spawned when first needed."""

    def __init__(self, video: CleanVideo | None = None) -> None:
        self._video = video
        self._pool: ProcessPool | None = None
        self._turn = asyncio.Lock()
        self._hands = asyncio.Semaphore(FILES_IN_HAND)
        self._waiting = 0
        self._warming: asyncio.Task[None] | None = None

    @property
    def takes_videos(self) -> bool:
        """Whether videos are cleaned here."""
        return self._video is not None

    async def receive(self, fetch: Fetch, most_pages: int = MAX_PAGES) -> Received:
        """Downloads a file and cleans it, a few at a time, so that a crowd of files waits outside of memory.

        Raises:
            EvidenceBusyError: too many wait already.
            EvidenceError: as :meth:`clean_file` says.
            core.errors.TelegramCallError: what ``fetch`` raises passes through.
        """
        async with self._in_hand():
            raw = await fetch()
            kind = self._known(raw)
            return Received(raw, kind, await self._clean(raw, kind, most_pages))

    async def clean_file(self, raw: bytes, most_pages: int = MAX_PAGES) -> CleanFile:
        """The cleaned picture, or the pages of a PDF or moments of a video as pictures.

        Raises:
            EvidenceTooLargeError: more than 20 MB.
            VideoEvidenceError: a video, and videos are not taken here.
            UnknownEvidenceKindError: of no kind that is taken.
            TooManyPixelsError: more than 40 megapixels, or more than the worker's memory holds.
            LockedEvidenceError: a PDF with a password.
            BrokenEvidenceError: it could not be decoded.
            EvidenceWorkerError: the worker crashed or took too long; it may be sent again.
        """
        return await self._clean(raw, self._known(raw), most_pages)

    async def clean(self, raw: bytes) -> CleanPicture:
        """One cleaned picture; raises what :meth:`clean_file` raises, and refuses a PDF as no picture."""
        if len(raw) <= MAX_BYTES and not is_picture(raw):
            raise UnknownEvidenceKindError
        return (await self.clean_file(raw)).pictures[0]

    def warm_up(self) -> None:
        """Has the worker started before the first file comes: half a second that nobody has to wait for."""
        if self._pool is None and (self._warming is None or self._warming.done()):
            self._warming = asyncio.create_task(self._warm(), name="warm-worker")

    async def _warm(self) -> None:
        async with self._turn:
            try:
                await asyncio.wrap_future(self._open_pool().schedule(ready, timeout=SECONDS_PER_ITEM))
            except (TimeoutError, ProcessExpired, OSError, RuntimeError):
                await self._close_pool()  # the first file starts a new one, and says so if that fails too

    @asynccontextmanager
    async def _in_hand(self) -> AsyncIterator[None]:
        if self._waiting >= MAX_WAITING:
            raise EvidenceBusyError
        self._waiting += 1
        try:
            async with self._hands:
                yield
        finally:
            self._waiting -= 1

    def _known(self, raw: bytes) -> Kind:
        if len(raw) > MAX_BYTES:
            raise EvidenceTooLargeError
        kind = kind_of(raw)
        if kind is None:
            raise UnknownEvidenceKindError
        if kind is Kind.VIDEO and self._video is None:
            raise VideoEvidenceError
        return kind

    async def _clean(self, raw: bytes, kind: Kind, most_pages: int) -> CleanFile:
        async with self._turn:  # those who wait, wait here, outside the worker's time limit
            result = await self._in_worker(raw, kind, most_pages)
        if isinstance(result, Refusal):
            raise _REFUSALS[result.reason]
        return result

    async def _in_worker(self, raw: bytes, kind: Kind, most_pages: int) -> CleanFile | Refusal:
        try:
            return await self._once(raw, kind, most_pages)
        except BrokenExecutor:  # the worker was killed while idle: no fault of this file
            await self._close_pool()
        try:
            return await self._once(raw, kind, most_pages)
        except BrokenExecutor:
            await self._close_pool()
            raise EvidenceWorkerError from None

    async def _once(self, raw: bytes, kind: Kind, most_pages: int) -> CleanFile | Refusal:
        work = self._video if kind is Kind.VIDEO and self._video else clean_file
        try:
            future = self._open_pool().schedule(work, args=[raw, kind, most_pages], timeout=SECONDS_PER_ITEM)
            return await asyncio.wait_for(asyncio.wrap_future(future), SECONDS_PER_ITEM + GRACE_SECONDS)
        except BrokenExecutor:
            raise
        except (TimeoutError, ProcessExpired, OSError, RuntimeError, ImportError):
            # RuntimeError: it can't be started; ImportError: what reads videos is half installed
            await self._close_pool()
            raise EvidenceWorkerError from None

    def _open_pool(self) -> ProcessPool:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=1,
                max_tasks=TASKS_PER_WORKER,
                initializer=prepare_worker,
                context=get_context("spawn"),  # fork would copy the threads of the database driver
            )
        return self._pool

    async def close(self) -> None:
        """Ends the worker; the next file starts a new one."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        await self._close_pool()

    async def _close_pool(self) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.stop()  # type: ignore[no-untyped-call] # pebble leaves it untyped
            await asyncio.to_thread(pool.join)
