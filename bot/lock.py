"""One process per bot: a second one would take updates away from the first."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from core.errors import AlreadyRunningError
from storage.engine import Database

_ADVISORY_SPACE = 0x4E455452
"""Namespace of Netra's PostgreSQL advisory locks ("NETR")."""


class SingleInstance:
    """Held while the bot runs. A lock file for an embedded database, an advisory lock on PostgreSQL.

    The kernel (or the server) drops either when the process dies, so a crash leaves nothing behind.
    """

    def __init__(self, database: Database, data_dir: Path, bot_id: int) -> None:
        self._database = database
        self._path = data_dir / f"bot-{bot_id}.lock"
        self._bot_id = bot_id
        self._handle: int | None = None
        self._engine: AsyncEngine | None = None
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        """Takes the lock.

        Raises:
            AlreadyRunningError: another process holds it.
        """
        self._take_file()
        if not self._database.is_sqlite:
            try:
                await self._take_advisory()
            except BaseException:
                await self._release()
                raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Gives the lock back."""
        await self._release()

    async def _release(self) -> None:
        if self._connection is not None:
            await self._connection.close()
        if self._engine is not None:
            await self._engine.dispose()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _take_file(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise AlreadyRunningError from None
        self._handle = handle

    async def _take_advisory(self) -> None:
        self._engine = create_async_engine(self._database.url, poolclass=NullPool)
        self._connection = await self._engine.connect()
        await self._connection.execution_options(isolation_level="AUTOCOMMIT")
        taken = await self._connection.scalar(
            text("SELECT pg_try_advisory_lock(:space, :bot)"),
            {"space": _ADVISORY_SPACE, "bot": self._bot_id % (2**31)},
        )
        if not taken:
            raise AlreadyRunningError
