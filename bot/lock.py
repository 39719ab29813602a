"""Who may work on an installation: one process per bot, several bots side by side, maintenance alone.

Lock files lie beside an embedded database (two bots with data folders of their own share them); on PostgreSQL
advisory locks do the same across machines. The kernel (or the server) drops either when the process dies, so
a crash leaves nothing behind.
"""

from __future__ import annotations

import fcntl
import os
from abc import ABC, abstractmethod
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from core.errors import AlreadyRunningError, BusyInstallationError
from storage.engine import Database

_BOTS = 0x4E455452
"""Namespace of the advisory locks of single bots ("NETR")."""
_INSTALLATION = 0x4E455453
"""Namespace of the advisory lock of the whole installation."""
_TRY = {
    False: text("SELECT pg_try_advisory_lock(:space, :number)"),
    True: text("SELECT pg_try_advisory_lock_shared(:space, :number)"),
}


class _Lock:
    """One file lock, and on PostgreSQL one advisory lock with it."""

    def __init__(self, database: Database, path: Path, space: int, number: int, *, shared: bool) -> None:
        self._database = database
        self._path = path
        self._key = {"space": space, "number": number}
        self._shared = shared

    async def take(self, stack: AsyncExitStack) -> bool:
        """Takes it until the stack closes; False when another process holds it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        stack.callback(os.close, handle)
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if self._shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            return False
        if self._database.is_sqlite:
            return True
        engine = create_async_engine(self._database.url, poolclass=NullPool)
        stack.push_async_callback(engine.dispose)
        connection: AsyncConnection = await stack.enter_async_context(engine.connect())
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        return bool(await connection.scalar(_TRY[self._shared], self._key))


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

    async def _take(self) -> None:
        if not await self._all.take(self._stack):
            raise BusyInstallationError(
                "keys are being rotated or a backup restored; start the bot afterwards"
            )
        if not await self._mine.take(self._stack):
            raise AlreadyRunningError


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
