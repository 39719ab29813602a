"""Who may work on an installation: one process per bot, several bots side by side, maintenance alone.

Lock files lie beside an embedded database (two bots with data folders of their own share them); on PostgreSQL
advisory locks do the same across machines. The kernel (or the server) drops either when the process dies, so
a crash leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from bot.app.errors import AlreadyRunningError, BusyInstallationError
from storage.platform.advisory import AdvisoryLock
from storage.platform.engine import Database
from storage.platform.errors import DatabaseAwayError, StorageError

_BOTS = 0x4E455452
"""Namespace of the advisory locks of single bots ("NETR")."""
_INSTALLATION = 0x4E455453
"""Namespace of the advisory lock of the whole installation."""
WATCH_SECONDS = 5.0
"""So often a running bot looks whether its locks are still its own."""

log = structlog.get_logger(__name__)


class _Lock:
    """One file lock, and on PostgreSQL one advisory lock with it."""

    def __init__(self, database: Database, path: Path, space: int, number: int, *, shared: bool) -> None:
        self._path = path
        self._shared = shared
        self._advisory = None if database.is_sqlite else AdvisoryLock(database, space, number, shared=shared)

    async def take(self, stack: AsyncExitStack) -> bool:
        """Takes it until the stack closes; False when another process holds it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        stack.callback(os.close, handle)
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if self._shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            return False
        if self._advisory is None:
            return True
        stack.push_async_callback(self._advisory.close)
        return await self._advisory.take()

    async def keep(self) -> bool:
        """Whether it is still held; PostgreSQL's is taken anew if it went with its connection.

        Raises:
            DatabaseTroubleError: nobody can say.
        """
        return self._advisory is None or await self._advisory.keep()


def _folder(database: Database, data_dir: Path) -> Path:
    name = database.url.database
    return Path(name).parent if database.is_sqlite and name and name != ":memory:" else data_dir


class _Held(ABC):
    """A lock as a context manager."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()

    @abstractmethod
    async def _take(self) -> None:
        """Takes the lock, or raises."""

    async def __aenter__(self) -> Self:
        """Takes the lock, or says why not."""
        try:
            await self._take()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Gives the lock back."""
        await self._stack.aclose()


class SingleInstance(_Held):
    """Held while a bot runs: no second process runs the same bot, and nobody does maintenance meanwhile.

    Raises (on entering):
        AlreadyRunningError: another process runs this bot.
        BusyInstallationError: keys are being rotated or a backup restored.
    """

    def __init__(self, database: Database, data_dir: Path, bot_id: int) -> None:
        super().__init__()
        folder = _folder(database, data_dir)
        self._all = _Lock(database, folder / "netra.lock", _INSTALLATION, 0, shared=True)
        self._mine = _Lock(database, folder / f"bot-{bot_id}.lock", _BOTS, bot_id % 2**31, shared=False)
        self._asking = asyncio.Lock()
        self._lost = asyncio.Event()

    async def _take(self) -> None:
        if not await self._all.take(self._stack):
            raise BusyInstallationError(
                "keys are being rotated or a backup restored; start the bot afterwards"
            )
        if not await self._mine.take(self._stack):
            raise AlreadyRunningError

    async def vouch(self) -> None:
        """Makes sure that nobody took this bot's place, while the connection to PostgreSQL was lost, say.

        Raises:
            DatabaseTroubleError: somebody did, or nobody can say: nothing may be committed.
        """
        async with self._asking:
            if not self._lost.is_set():
                if await self._all.keep() and await self._mine.keep():
                    return
                self._lost.set()
            raise DatabaseAwayError("another process took this bot's place")

    @asynccontextmanager
    async def watched(self, on_lost: Callable[[], None]) -> AsyncIterator[None]:
        """Looks after the locks while the block runs; ``on_lost`` is to end it.

        Raises:
            AlreadyRunningError: another process took this bot's place (after a restart of PostgreSQL, say).
        """
        watching = asyncio.create_task(self._watch(on_lost), name="lock-watch")
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        if self._lost.is_set():
            raise AlreadyRunningError(
                "another process runs this bot, or maintenance is under way; this one has ended"
            )

    async def _watch(self, on_lost: Callable[[], None]) -> None:
        while not self._lost.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(WATCH_SECONDS):
                    await self._lost.wait()
            with suppress(StorageError):  # nobody can say: it is asked again
                await self.vouch()
        log.error("another process took this bot's place; this one ends without finishing what was begun")
        on_lost()


class Maintenance(_Held):
    """Held while keys are rotated or a backup is restored: no bot of the installation runs.

    Raises (on entering):
        BusyInstallationError: a bot runs, or other maintenance is under way.
    """

    def __init__(self, database: Database, data_dir: Path) -> None:
        super().__init__()
        folder = _folder(database, data_dir)
        self._all = _Lock(database, folder / "netra.lock", _INSTALLATION, 0, shared=False)

    async def _take(self) -> None:
        if not await self._all.take(self._stack):
            raise BusyInstallationError
