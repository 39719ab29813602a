"""Evidence: known by its content, cleaned by a worker that may crash, hang or lie without harm."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from dataclasses import dataclass, field

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
    WorkerError,
)
from services.jail.pool import Jail
from services.jail.work import EVIDENCE, Work
from services.reporting.inspection import MAX_ANSWER, holds
from services.reporting.kinds import PICTURES, Kind, kind_of
from services.reporting.picture import CleanPicture, Refusal
from services.reporting.worker import CleanFile

MAX_BYTES = 20 * 1024 * 1024
"""Telegram lets a bot download files of at most 20 MB. Source: Bot API, getFile."""
MAX_ITEMS = 10
MAX_PAGES = 10
"""Pages of one PDF that are painted, moments of one video that are kept."""
MAX_PICTURES = 40
"""Pictures of one report, pages included: what an officer can be asked to look at."""
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
CleanVideo = Work[[bytes, Kind, int], "CleanFile | Refusal"]
"""As for pictures, in a lane of its own: videos need an optional extra."""
_CLEAN: CleanVideo = Work(
    EVIDENCE,
    "services.reporting.worker",
    "clean_file",
    answer=CleanFile | Refusal,
    most=MAX_ANSWER,
    holds=holds,
)


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
    """Cleans files one after another, each in a worker of its own behind the jail's walls."""

    def __init__(self, video: CleanVideo | None = None, jail: Jail | None = None) -> None:
        self._video = video
        self._jail = jail or Jail()
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
        if self._warming is None or self._warming.done():
            self._warming = asyncio.create_task(self._warm(), name="warm-worker", context=Context())

    async def _warm(self) -> None:
        with suppress(WorkerError):  # the first file starts a new one, and says so if that fails too
            await self._jail.ready(EVIDENCE)

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
        work = self._video if kind is Kind.VIDEO and self._video else _CLEAN
        try:
            result = await self._jail.run(work, raw, kind, most_pages)
        except WorkerError:
            raise EvidenceWorkerError from None
        if isinstance(result, Refusal):
            raise _REFUSALS[result.reason]
        if len(result.pictures) > (most_pages if kind in (Kind.PDF, Kind.VIDEO) else 1):
            raise EvidenceWorkerError
        return result

    async def close(self) -> None:
        """Ends the workers; no file is taken any more."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        await self._jail.close()
