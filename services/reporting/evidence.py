"""Evidence: known by its content, cleaned by a worker that may crash, hang or lie without harm."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field, replace

from services.platform.errors import WorkerError
from services.platform.jail.pool import Jail
from services.platform.jail.work import DOCUMENTS, EVIDENCE, VIDEO, WorkerTask
from services.reporting.errors import (
    BrokenEvidenceError,
    EvidenceError,
    EvidenceTooLargeError,
    EvidenceWorkerError,
    LockedEvidenceError,
    SoundEvidenceError,
    TooManyPixelsError,
    UnknownEvidenceKindError,
    VideoEvidenceError,
)
from services.reporting.evidence_queue import EvidenceQueue, IncomingFile, Ticket, Usage
from services.reporting.inspection import MAX_ANSWER, holds
from services.reporting.kinds import PICTURES, FileKind, is_sound, kind_of
from services.reporting.picture import CleanPicture, Refusal
from services.reporting.worker import CleanFile

MAX_BYTES = 20 * 1024 * 1024
"""Telegram lets a bot download files of at most 20 MB. Source: Bot API, getFile."""
MAX_ITEMS = 10
MAX_PAGES = 10
"""Pages of one PDF that are painted, moments of one video that are kept."""
MAX_PICTURES = 40
"""Pictures of one report, pages included: what an officer can be asked to look at."""
SMALL = 2 * 1024 * 1024
"""Bytes of a small picture; what Telegram makes of a photo has some hundred thousand."""
SMALL_AT_ONCE = 8
LARGE_ROOM = MAX_BYTES
"""Bytes of larger pictures that may be in memory together, and as many of everything else. With the small
ones 56 MB, and as much again of what is on its way to a worker."""
AT_ONCE = 3
QUICK_SECONDS = {EVIDENCE.name: 2.0, DOCUMENTS.name: 3.0, VIDEO.name: 3.0}
"""After so long in a worker a file gives way to who waits and took less; its whole time comes later.
A photo of 12 megapixels takes 0.2 s, ten pages of a PDF a second or two."""
LOOKED_AT_SECONDS = 0.25
"""How often a piece of work that takes longer looks whether somebody waits."""
FREE_DOWNLOAD_SECONDS = 1.0
"""A download takes nothing of the chat's share for so long: it is Telegram's network, mostly."""

_REFUSALS: dict[str, type[EvidenceError]] = {
    "kind": UnknownEvidenceKindError,
    "pixels": TooManyPixelsError,
    "locked": LockedEvidenceError,
    "sound": SoundEvidenceError,
    "broken": BrokenEvidenceError,
}

NOBODY = IncomingFile()
Fetch = Callable[[], Awaitable[bytes]]
Cleaning = WorkerTask[[bytes, FileKind, int], "CleanFile | Refusal"]
CleanVideo = Cleaning
"""As for pictures, in a lane of its own: videos need an optional extra."""
_CLEAN: Cleaning = WorkerTask(
    EVIDENCE,
    "services.reporting.worker",
    "clean_file",
    answer=CleanFile | Refusal,
    most=MAX_ANSWER,
    holds=holds,
)
_CLEAN_AT_LEISURE: Cleaning = replace(_CLEAN, lane=DOCUMENTS)


class _GaveWayError(Exception):
    """It takes long, and others wait."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came and as it was cleaned."""

    raw: bytes = field(repr=False)
    kind: FileKind
    file: CleanFile = field(repr=False)

    @property
    def sha256(self) -> str:
        """Hash of the file as it came."""
        return hashlib.sha256(self.raw).hexdigest()


def is_picture(raw: bytes) -> bool:
    """Whether the content begins like that of a picture; names and declared types are not believed."""
    return kind_of(raw) in PICTURES


class EvidenceCleaner:
    """Cleans files, each in a worker of its own behind the jail's walls, chat by chat in fair turns.

    Small pictures, larger ones, and all else have lines of their own, so that what takes long (PDFs, videos,
    what gave way) is never before a photo; and a worker of its own.
    """

    def __init__(self, video: CleanVideo | None = None, jail: Jail | None = None) -> None:
        self._video = video
        self._jail = jail or Jail()
        self.usage = Usage()
        self._small = EvidenceQueue(self.usage, SMALL_AT_ONCE)
        self._large = EvidenceQueue(self.usage, AT_ONCE, LARGE_ROOM)
        self._others = EvidenceQueue(self.usage, AT_ONCE, LARGE_ROOM)
        self._lanes = {name: EvidenceQueue(self.usage, 1) for name in QUICK_SECONDS}
        self._warming: asyncio.Task[None] | None = None

    @property
    def takes_videos(self) -> bool:
        """Whether videos are cleaned here."""
        return self._video is not None

    @property
    def waiting(self) -> int:
        """Files that wait to be downloaded."""
        return self._small.waiting + self._large.waiting + self._others.waiting

    async def receive(
        self, fetch: Fetch, most_pages: int = MAX_PAGES, sender: IncomingFile = NOBODY
    ) -> Received:
        """Downloads a file and cleans it when it is its turn; a crowd of files waits outside of memory.

        Raises:
            EvidenceBusyError: too many wait, and this chat has had most of all.
            EvidenceError: as :meth:`clean_file` says.
            core.errors.TelegramCallError: what ``fetch`` raises passes through.
        """
        try:
            return await self._received(fetch, most_pages, self._ticket(sender, tried=False))
        except _GaveWayError:
            return await self._received(fetch, most_pages, self._ticket(sender, tried=True))

    @staticmethod
    def _ticket(sender: IncomingFile, *, tried: bool) -> Ticket:
        return Ticket(sender, tried, min(sender.size, MAX_BYTES) or MAX_BYTES)

    def _line_of(self, ticket: Ticket) -> EvidenceQueue:
        if ticket.tried or not ticket.sender.picture:
            return self._others
        return self._small if ticket.weight <= SMALL else self._large

    async def _received(self, fetch: Fetch, most_pages: int, ticket: Ticket) -> Received:
        line = self._line_of(ticket)
        async with line.place(ticket):
            begun = time.monotonic()
            try:
                raw = await fetch()
            finally:
                slow = time.monotonic() - begun - FREE_DOWNLOAD_SECONDS
                if slow > 0:
                    self.usage.add(ticket.sender.who, slow)
            kind = self._known(raw)
            if kind not in PICTURES and line is not self._others:
                raise _GaveWayError  # announced as a picture, which it is not
            return Received(raw, kind, await self._clean(raw, kind, most_pages, ticket))

    async def clean_file(self, raw: bytes, most_pages: int = MAX_PAGES) -> CleanFile:
        """The cleaned picture, or the pages of a PDF or moments of a video as pictures.

        Raises:
            EvidenceTooLargeError: more than 20 MB.
            VideoEvidenceError: a video, and videos are not taken here.
            SoundEvidenceError: sound.
            UnknownEvidenceKindError: of no kind that is taken.
            TooManyPixelsError: more than 40 megapixels, or more than the worker's memory holds.
            LockedEvidenceError: a PDF with a password.
            BrokenEvidenceError: it could not be decoded.
            EvidenceWorkerError: the worker crashed or took too long; it may be sent again.
        """
        kind = self._known(raw)
        try:
            return await self._clean(raw, kind, most_pages, Ticket(NOBODY))
        except _GaveWayError:
            return await self._clean(raw, kind, most_pages, Ticket(NOBODY, tried=True))

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

    def _known(self, raw: bytes) -> FileKind:
        if len(raw) > MAX_BYTES:
            raise EvidenceTooLargeError
        kind = kind_of(raw)
        if kind is None:
            raise SoundEvidenceError if is_sound(raw) else UnknownEvidenceKindError
        if kind is FileKind.VIDEO and self._video is None:
            raise VideoEvidenceError
        return kind

    async def _clean(self, raw: bytes, kind: FileKind, most_pages: int, ticket: Ticket) -> CleanFile:
        work = _CLEAN_AT_LEISURE if kind is FileKind.PDF or ticket.tried else _CLEAN
        if kind is FileKind.VIDEO and self._video:
            work = self._video
        lane = self._lanes[work.lane.name]
        async with lane.place(ticket):
            begun = time.monotonic()
            try:
                result = await self._worked(work, raw, kind, most_pages, ticket)
            except (_GaveWayError, WorkerError) as error:
                with suppress(WorkerError):  # whoever cost a worker waits for the next, nobody else
                    await self._jail.ready(work.lane)
                if isinstance(error, WorkerError):
                    raise EvidenceWorkerError from None
                raise
            finally:
                self.usage.add(ticket.sender.who, time.monotonic() - begun)
        if isinstance(result, Refusal):
            raise _REFUSALS[result.reason]
        if len(result.pictures) > (most_pages if kind in (FileKind.PDF, FileKind.VIDEO) else 1):
            raise EvidenceWorkerError
        return result

    async def _worked(
        self, work: Cleaning, raw: bytes, kind: FileKind, most_pages: int, ticket: Ticket
    ) -> CleanFile | Refusal:
        """What the worker says.

        Raises:
            _GaveWayError: it had its first chance, and somebody waits who took less.
            WorkerError: as :meth:`Jail.run` says.
        """
        if ticket.tried:
            return await self._jail.run(work, raw, kind, most_pages)
        running = asyncio.create_task(self._jail.run(work, raw, kind, most_pages), context=Context())
        begun, lane, line = time.monotonic(), self._lanes[work.lane.name], self._line_of(ticket)
        try:
            await asyncio.wait({running}, timeout=QUICK_SECONDS[work.lane.name])
            while not running.done():
                took = time.monotonic() - begun
                if lane.is_behind(ticket, took) or line.is_behind(ticket, took):
                    raise _GaveWayError
                await asyncio.wait({running}, timeout=LOOKED_AT_SECONDS)
            return running.result()
        finally:
            if not running.done():
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    async def close(self) -> None:
        """Ends the workers; no file is taken any more."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        await self._jail.close()
